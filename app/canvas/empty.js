// Nothing is open yet: what to do first, and examples to start from as small posters.

import { examples } from "./api.js";

// Making them takes the server some seconds, which a person who knows what to do should not wait for.
const WAITS_MS = 4000;

export function empty(host, chosen) {
  host.innerHTML = `<h2>What is the poster for?</h2>
    <p>Write it into the brief and press “Make four posters”. Or begin with one of these:</p>
    <div class="examples" role="list"></div><p class="then">Everything stays editable, and every change can be undone.</p>`;
  const list = host.querySelector(".examples");
  const show = async () => {
    for (const { number, title, about, picture, made, width, height } of await examples()) {
      const card = document.createElement("div"), one = document.createElement("button");
      card.setAttribute("role", "listitem");
      one.type = "button";
      one.innerHTML = '<span class="sheet"><img alt="" loading="lazy" decoding="async"></span><b></b><small></small>';
      Object.assign(one.querySelector("img"), { width, height });
      setTimeout(() => { if (made || list.offsetParent) one.querySelector("img").src = picture; }, made ? 0 : WAITS_MS);
      one.querySelector("img").style.aspectRatio = `${width} / ${height}`;
      one.querySelector("b").textContent = title;
      one.querySelector("small").textContent = about;
      one.onclick = () => { chosen(number); document.querySelector("#make")?.focus(); };
      card.append(one);
      list.append(card);
    }
  };
  // Asked for once the page is there and only where nothing is open.
  new IntersectionObserver((seen, watcher) => {
    if (!seen.some((s) => s.isIntersecting)) return;
    watcher.disconnect();
    show().catch(() => list.remove());
  }).observe(list);
}
