// History: every state of the open poster, newest first; a click goes back to it as a new step. Named snapshots stay.

import * as api from "./api.js";
import { desk, tell } from "./studio.js";

const SHOWN = 100;

export function mount(host) {
  host.className = "posta-past";
  host.innerHTML = `<form><input type="text" maxlength="120" aria-label="Name of the snapshot" placeholder="Name this state"><button>Keep</button></form><ol></ol><button type="button" class="earlier" hidden>Show earlier steps</button>`;
  const earlier = host.querySelector(".earlier");
  const list = host.querySelector("ol"), name = host.querySelector("input");
  let asked = 0, wanted = false, last = SHOWN;

  async function draw() {
    wanted = true;
    if (!desk.id || !host.offsetParent) return;
    wanted = false;
    const mine = (asked += 1);
    try {
      const { cursor, count, moments } = await api.history(desk.id, last);
      if (mine !== asked) return;
      list.replaceChildren(...moments.map((m) => row(m, cursor)).reverse());
      earlier.hidden = count <= last;
    } catch (problem) { tell("says", { text: problem.message, error: true }); }
  }

  function row(moment, cursor) {
    const item = document.createElement("li");
    item.className = moment.n > cursor ? "undone" : "";
    item.innerHTML = '<button type="button"><span class="did"></span><b></b><time></time></button>';
    item.querySelector(".did").textContent = moment.label;
    item.querySelector("b").textContent = moment.snapshot;
    item.querySelector("time").textContent = new Date(moment.at * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
    const button = item.querySelector("button");
    if (moment.n === cursor) button.setAttribute("aria-current", "step");
    button.onclick = () => { if (moment.n !== cursor) desk.restore(moment.revision); };
    return item;
  }

  host.querySelector("form").addEventListener("submit", async (e) => {
    e.preventDefault();
    if (!desk.id) return;
    try { await api.snapshot(desk.id, name.value || "Snapshot"); name.value = ""; await draw(); } catch (problem) { tell("says", { text: problem.message, error: true }); }
  });
  earlier.onclick = () => { last *= 4; draw(); };
  desk.addEventListener("state", draw);
  desk.addEventListener("opened", () => { last = SHOWN; });
  new IntersectionObserver((seen) => { if (wanted && seen.some((s) => s.isIntersecting)) draw(); }).observe(host);
  draw();
}
