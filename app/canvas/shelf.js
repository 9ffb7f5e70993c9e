// The library: all posters with search; open, duplicate, put into the bin, bring back.

import * as api from "./api.js";
import { desk, open, showTab, strip, tell } from "./studio.js";

export function mount(host) {
  host.className = "posta-shelf";
  host.innerHTML = `<form role="search"><input type="search" aria-label="Search the library" placeholder="Search words of a poster"><span class="count"></span><label class="bring">Open a file …<input type="file" accept=".posta,.json" aria-label="Open a .posta file"></label></form>
    <div class="cards"></div><details><summary>Bin</summary><ul></ul></details>`;
  const search = host.querySelector("input[type=search]"), cards = host.querySelector(".cards"), bin = host.querySelector("ul");
  const guard = (work) => async (...given) => {
    try { return await work(...given); } catch (problem) { tell("says", { text: problem.message, error: true }); return null; }
  };
  let asked = 0;

  const draw = guard(async () => {
    const mine = (asked += 1);
    const [found, binned] = await Promise.all([api.posters(search.value), api.binned()]);
    if (mine !== asked) return;
    host.querySelector(".count").textContent = found.length === 1 ? "1 poster" : `${found.length} posters`;
    cards.replaceChildren(...found.map(card));
    host.querySelector("summary").textContent = `Bin (${binned.length})`;
    bin.replaceChildren(...binned.map(({ id, title }) => {
      const line = document.createElement("li");
      line.innerHTML = '<span></span> <button type="button">Bring back</button>';
      line.firstChild.textContent = title;
      line.querySelector("button").onclick = guard(async () => { await api.bringBack(id); await draw(); });
      return line;
    }));
  });

  function card(entry) {
    const node = document.createElement("article");
    node.dataset.id = entry.id;
    node.innerHTML = `<button type="button" class="open"><img alt="" loading="lazy" decoding="async" src="${api.thumbnailUrl(entry.id, String(entry.changed))}"></button>
      <div class="name"></div><div class="more"><small></small><button type="button" data-do="copy">Duplicate</button><button type="button" data-do="bin">Delete</button></div>`;
    node.querySelector(".name").textContent = entry.title;
    node.querySelector(".open").setAttribute("aria-label", `Open ${entry.title}`);
    node.querySelector("small").textContent = `${entry.width} × ${entry.height} ${entry.unit}`;
    return node;
  }

  cards.addEventListener("click", guard(async (e) => {
    const id = e.target.closest("article")?.dataset.id, what = e.target.closest("button");
    if (!id || !what) return;
    if (what.dataset.do === "copy") { const copy = await api.duplicate(id); strip.put([copy.id]); return draw(); }
    if (what.dataset.do === "bin") {
      await api.bin(id);
      strip.drop(id);
      if (id === desk.id) desk.close();
      return draw();
    }
    if (await open(id)) { strip.put([id]); showTab("Poster"); }
  }));

  // A poster someone handed over comes in as one of the library's own.
  const bring = host.querySelector(".bring input");
  bring.addEventListener("change", guard(async () => {
    const given = bring.files[0];
    if (!given) return;
    try {
      const { id } = await api.bringPoster(given);
      strip.put([id]);
      if (await open(id)) showTab("Poster");
    } finally { bring.value = ""; }
  }));

  let soon = 0;
  search.addEventListener("input", () => { clearTimeout(soon); soon = setTimeout(draw, 120); });
  host.querySelector("form").addEventListener("submit", (e) => e.preventDefault());
  new IntersectionObserver((seen) => { if (seen.some((s) => s.isIntersecting)) draw(); }).observe(host);
}
