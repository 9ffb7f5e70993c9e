// The layers panel: the poster's layers from front to back; order by drag, eye, lock, rename, duplicate, delete.

import { icon } from "./icons.js";

const KIND_NAMES = { text: "Text", shape: "Shape", picture: "Picture", code: "QR code" };
const DRAG_PX = 5;

export function layersPanel(desk, host, pickPicture, canvas) {
  host.innerHTML = `
    <div class="posta-panel-head"><h3>Layers</h3><div class="posta-tools" role="toolbar" aria-label="Add a layer">
      ${[["text", "Add text (T)"], ["rect", "Add a rectangle (R)"], ["ellipse", "Add an ellipse (E)"], ["image", "Add a picture"], ["code", "Add a QR code"]]
        .map(([name, label]) => `<button type="button" data-add="${name}" aria-label="${label}" title="${label}">${icon(name)}</button>`).join("")}
    </div></div><ul class="posta-layers" role="listbox" aria-label="Layers" aria-multiselectable="true"></ul>`;
  const list = host.querySelector("ul");
  host.querySelector(".posta-tools").addEventListener("click", (e) => {
    const kind = e.target.closest("button")?.dataset.add;
    if (!desk.poster) return;
    if (kind === "text") desk.add("text");
    if (kind === "rect") desk.add("shape");
    if (kind === "ellipse") desk.add("shape", { shape: "ellipse" });
    if (kind === "code") desk.add("code");
    if (kind === "image") pickPicture();
  });

  const title = (layer) => layer.name || (layer.kind === "text" && layer.text.split("\n")[0].slice(0, 40)) || layer.id;
  const kindOf = (layer) => (layer.kind === "picture" && layer.role === "subject" ? "Cut-out subject, in front of what lies below it" : KIND_NAMES[layer.kind]);
  const iconOf = (layer) => (layer.role === "subject" ? "subject" : { text: "text", shape: layer.shape === "ellipse" ? "ellipse" : layer.shape === "line" ? "line" : "rect", picture: "image", code: "code" }[layer.kind]);

  function draw() {
    if (list.querySelector("input")) return;  // a name is being typed
    const active = list.contains(document.activeElement) ? document.activeElement : null;
    const kept = active && { id: active.closest("li").dataset.id, what: active.dataset.do };
    list.replaceChildren(...[...desk.layers].reverse().map(row));
    if (!kept) return;
    const item = list.querySelector(`li[data-id="${CSS.escape(kept.id)}"]`);
    (kept.what ? item?.querySelector(`[data-do="${kept.what}"]`) : item)?.focus();
  }

  function row(layer) {
    const item = document.createElement("li"), name = title(layer);
    item.dataset.id = layer.id;
    item.tabIndex = 0;
    item.setAttribute("role", "option");
    item.setAttribute("aria-label", `${kindOf(layer)}: ${name}`);
    item.setAttribute("aria-selected", String(desk.selection.includes(layer.id)));
    item.className = [layer.visible ? "" : "hidden-layer", layer.group ? "grouped" : ""].join(" ");
    item.innerHTML = `<span class="kind" title="${kindOf(layer)}">${icon(iconOf(layer))}</span>
      <span class="title"></span>
      <button type="button" data-do="copy" title="Duplicate (Ctrl+D)">${icon("copy")}</button>
      <button type="button" data-do="remove" title="Delete (Del)"${layer.locked ? " disabled" : ""}>${icon("trash")}</button>
      <button type="button" data-do="visible" aria-pressed="${!layer.visible}" title="${layer.visible ? "Hide" : "Show"}">${icon(layer.visible ? "eye" : "eye-off")}</button>
      <button type="button" data-do="locked" aria-pressed="${layer.locked}" title="${layer.locked ? "Unlock" : "Lock"}">${icon(layer.locked ? "lock" : "unlock")}</button>
      <span class="grip" aria-hidden="true">${icon("grip")}</span>`;
    item.querySelector(".title").textContent = name;
    for (const button of item.querySelectorAll("button")) button.setAttribute("aria-label", button.title.replace(/ \(.*/, ""));
    return item;
  }

  list.addEventListener("click", (e) => {
    const item = e.target.closest("li");
    if (!item || item.classList.contains("was-dragged")) return;
    const id = item.dataset.id, what = e.target.closest("button")?.dataset.do;
    if (what === "copy") return desk.duplicate([desk.layer(id)]);
    if (what === "remove") return desk.remove([id]);
    if (what) {
      const on = !desk.layer(id)[what];
      const label = what === "visible" ? (on ? "Show layer" : "Hide layer") : on ? "Lock layer" : "Unlock layer";
      return desk.set([id], { [what]: on }, label);
    }
    if (e.shiftKey && desk.selection.length) return desk.select([...desk.selection, ...between(desk.selection.at(-1), id)]);
    if (e.ctrlKey || e.metaKey || canvas.several) {
      return desk.select(desk.selection.includes(id) ? desk.selection.filter((x) => x !== id) : [...desk.selection, id]);
    }
    return desk.select([id]);
  });

  function between(one, other) {
    const ids = desk.layers.map((l) => l.id), [from, to] = [ids.indexOf(one), ids.indexOf(other)].sort((a, b) => a - b);
    return ids.slice(from, to + 1);
  }

  list.addEventListener("dblclick", (e) => {
    const item = e.target.closest("li"), cell = e.target.closest(".title");
    if (cell) rename(item.dataset.id, cell);
  });

  list.addEventListener("keydown", (e) => {
    const item = e.target.closest("li");
    if (!item || e.target !== item) return;
    const next = { ArrowDown: item.nextElementSibling, ArrowUp: item.previousElementSibling }[e.key];
    if (next && !e.ctrlKey && !e.metaKey) { next.focus(); desk.select(e.shiftKey ? [...desk.selection, next.dataset.id] : [next.dataset.id]); }
    else if (e.key === " ") desk.select([item.dataset.id]);
    else if (e.key === "F2") rename(item.dataset.id, item.querySelector(".title"));
    else if (!/^Arrow/.test(e.key) || e.ctrlKey || e.metaKey) return;
    e.preventDefault();
    e.stopPropagation();
  });

  function rename(id, cell) {
    const box = document.createElement("input");
    box.value = desk.layer(id).name || id;
    box.setAttribute("aria-label", "Name of the layer");
    cell.replaceChildren(box);
    box.select();
    let over = false;
    const end = (keep) => {
      if (over) return;
      over = true;
      const name = box.value.trim();
      box.remove();
      if (keep && name && name !== desk.layer(id)?.name) desk.set([id], { name }, "Rename layer");
      draw();
    };
    box.addEventListener("blur", () => end(true));
    box.addEventListener("keydown", (e) => {
      e.stopPropagation();
      if (e.key === "Enter") end(true);
      if (e.key === "Escape") end(false);
    });
  }

  // Order by drag: a mouse takes a row anywhere, a finger takes its grip, so that the list can still be scrolled.
  list.addEventListener("pointerdown", (e) => {
    const item = e.target.closest("li"), grip = e.target.closest(".grip");
    if (!item || e.button > 0 || e.target.closest("button,input") || (e.pointerType === "touch" && !grip)) return;
    const stop = new AbortController(), own = { signal: stop.signal };
    let dragging = false;
    const rows = () => [...list.children].filter((x) => x !== item);
    // How many rows stay above it.
    const placeOf = (y) => rows().filter((x) => y > x.getBoundingClientRect().top + x.offsetHeight / 2).length;
    const mark = (y) => {
      list.querySelectorAll(".over-top, .over-bottom").forEach((x) => x.classList.remove("over-top", "over-bottom"));
      if (y === null) return;
      const at = placeOf(y), all = rows();
      if (at < all.length) all[at].classList.add("over-top");
      else all.at(-1)?.classList.add("over-bottom");
      const frame = host.getBoundingClientRect();
      if (y < frame.top + 60) host.scrollTop -= 8;
      if (y > frame.bottom - 24) host.scrollTop += 8;
    };
    window.addEventListener("pointermove", (m) => {
      if (m.pointerId !== e.pointerId) return;
      if (!dragging && Math.abs(m.clientY - e.clientY) < DRAG_PX) return;
      dragging = true;
      item.classList.add("dragged");
      mark(m.clientY);
    }, own);
    const finish = (m) => {
      if (m.pointerId !== e.pointerId) return;
      stop.abort();
      mark(null);
      item.classList.remove("dragged");
      if (!dragging) return;
      item.classList.add("was-dragged");
      setTimeout(() => item.classList.remove("was-dragged"));
      if (m.type === "pointercancel") return;
      const shown = [...list.children].map((x) => x.dataset.id), now = rows().map((x) => x.dataset.id);
      now.splice(placeOf(m.clientY), 0, item.dataset.id);
      if (now.join() !== shown.join()) desk.change({ order: now.reverse(), label: "Change order" });
    };
    window.addEventListener("pointerup", finish, own);
    window.addEventListener("pointercancel", finish, own);
    window.addEventListener("keydown", (k) => { if (k.key === "Escape" && dragging) finish({ pointerId: e.pointerId, type: "pointercancel" }); }, own);
  });

  desk.addEventListener("state", draw);
  desk.addEventListener("closed", draw);
  desk.addEventListener("selection", () => {
    for (const item of list.children) item.setAttribute("aria-selected", String(desk.selection.includes(item.dataset.id)));
    const chosen = list.querySelector('[aria-selected="true"]');
    if (!chosen) return;
    const frame = host.getBoundingClientRect(), at = chosen.getBoundingClientRect(), head = list.offsetTop;
    if (at.top < frame.top + head) host.scrollTop -= frame.top + head - at.top;
    if (at.bottom > frame.bottom) host.scrollTop += at.bottom - frame.bottom;
  });
}
