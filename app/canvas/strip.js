// The strip: small whole pictures of the variants made here; a click opens one, × takes it off the strip (not the library).

import { thumbnailUrl } from "./api.js";
import { desk, open, page, showTab, strip } from "./studio.js";

export function mount(host) {
  host.className = "posta-strip";
  host.innerHTML = '<div class="row" role="list" aria-label="Variants"></div><button type="button" class="compare">Compare</button>';
  const [row, compare] = host.children;
  compare.onclick = () => showTab("Compare");
  const drawn = new Map();

  function draw() {
    compare.hidden = strip.ids.length < 2;
    host.classList.toggle("empty", !strip.ids.length);
    row.replaceChildren(...strip.ids.map((id, n) => {
      const item = drawn.get(id) ?? make(id);
      drawn.set(id, item);
      item.firstChild.setAttribute("aria-label", `Variant ${n + 1}`);
      return item;
    }));
    mark();
  }

  function make(id) {
    const item = document.createElement("div");
    item.setAttribute("role", "listitem");
    item.dataset.id = id;
    item.innerHTML = `<button type="button" class="open"><img alt="" src="${thumbnailUrl(id)}"></button><button type="button" class="off" aria-label="Take off the strip" title="Take off the strip">×</button>`;
    item.querySelector("img").onerror = () => strip.drop(id);
    item.querySelector(".open").onclick = () => open(id);
    item.querySelector(".off").onclick = () => strip.drop(id);
    return item;
  }

  function mark() {
    for (const item of row.children) item.setAttribute("aria-current", String(item.dataset.id === desk.id));
  }

  // The open poster's small picture follows it, a while after the last change.
  let soon = 0;
  desk.addEventListener("saved", () => {
    clearTimeout(soon);
    const id = desk.id;
    soon = setTimeout(() => {
      const picture = drawn.get(id)?.querySelector("img");
      if (picture) picture.src = thumbnailUrl(id, desk.state.revision);
    }, 1500);
  });
  page.addEventListener("strip", draw);
  desk.addEventListener("opened", mark);
  draw();
}
