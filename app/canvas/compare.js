// Compare: two posters of the strip side by side.

import { previewUrl, thumbnailUrl } from "./api.js";
import { desk, open, page, showTab, strip } from "./studio.js";

export function mount(host) {
  host.className = "posta-compare";
  const sides = ["One", "Other"].map((name) => {
    const side = document.createElement("figure");
    side.innerHTML = `<div class="picks" role="radiogroup" aria-label="${name}"></div><div class="shown"><img alt="${name}"></div><button type="button">Open this one</button>`;
    side.lastChild.onclick = () => { if (side.dataset.id) open(side.dataset.id).then(() => showTab("Poster")); };
    host.append(side);
    return side;
  });

  function choose(side, id) {
    side.dataset.id = id ?? "";
    const picture = side.querySelector(".shown img");
    if (id) picture.src = previewUrl(id, `${Date.now()}`, 1000);
    for (const pick of side.querySelectorAll(".picks button")) pick.setAttribute("aria-checked", String(pick.dataset.id === id));
  }

  function draw() {
    const ids = strip.ids;
    sides.forEach((side, n) => {
      side.querySelector(".picks").replaceChildren(...ids.slice(0, 12).map((id) => {
        const pick = document.createElement("button");
        Object.assign(pick, { type: "button", innerHTML: `<img alt="" src="${thumbnailUrl(id)}">` });
        pick.dataset.id = id;
        pick.setAttribute("role", "radio");
        pick.setAttribute("aria-label", `Variant ${ids.indexOf(id) + 1}`);
        pick.onclick = () => choose(side, id);
        return pick;
      }));
      const now = ids.includes(desk.id) ? desk.id : ids[0];
      choose(side, ids.includes(side.dataset.id) ? side.dataset.id : n ? ids.find((id) => id !== now) : now);
    });
  }

  page.addEventListener("strip", draw);
  new IntersectionObserver((seen) => { if (seen.some((s) => s.isIntersecting)) draw(); }).observe(host);
}
