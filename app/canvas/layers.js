// The layers panel: the poster's layers from front to back; order by drag, eye, lock, rename, duplicate, delete.

import { icon } from "./icons.js";

const KIND_NAMES = { text: "Text", shape: "Shape", picture: "Picture", code: "QR code" };

export function layersPanel(desk, host, pickPicture) {
  host.innerHTML = `
    <div class="posta-panel-head"><h3>Layers</h3><div class="posta-tools" role="toolbar" aria-label="Add a layer">
      ${[["text", "Add text (T)"], ["rect", "Add a shape (R)"], ["image", "Add a picture"], ["code", "Add a QR code"]]
        .map(([name, label]) => `<button type="button" data-add="${name}" aria-label="${label}" title="${label}">${icon(name)}</button>`).join("")}
    </div></div><ul class="posta-layers" role="listbox" aria-label="Layers" aria-multiselectable="true"></ul>`;
  const list = host.querySelector("ul");
  host.querySelector(".posta-tools").addEventListener("click", (e) => {
    const kind = e.target.closest("button")?.dataset.add;
    if (kind === "text") desk.add("text");
    if (kind === "rect") desk.add("shape");
    if (kind === "code") desk.add("code");
    if (kind === "image") pickPicture();
  });

  const title = (layer) => layer.name || (layer.kind === "text" && layer.text.split("\n")[0].slice(0, 40)) || layer.id;

  function draw() {
    list.replaceChildren(...[...desk.layers].reverse().map(row));
  }

  function row(layer) {
    const item = document.createElement("li");
    item.dataset.id = layer.id;
    item.tabIndex = 0;
    item.draggable = true;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(desk.selection.includes(layer.id)));
    item.className = layer.visible ? "" : "hidden-layer";
    item.innerHTML = `<span class="kind" title="${KIND_NAMES[layer.kind]}">${icon({ text: "text", shape: "rect", picture: "image", code: "code" }[layer.kind])}</span>
      <span class="title"></span>
      <button type="button" data-do="copy" aria-label="Duplicate" title="Duplicate (Ctrl+D)">${icon("copy")}</button>
      <button type="button" data-do="remove" aria-label="Delete" title="Delete (Del)"${layer.locked ? " disabled" : ""}>${icon("trash")}</button>
      <button type="button" data-do="visible" aria-pressed="${!layer.visible}" aria-label="${layer.visible ? "Hide" : "Show"}">${icon(layer.visible ? "eye" : "eye-off")}</button>
      <button type="button" data-do="locked" aria-pressed="${layer.locked}" aria-label="${layer.locked ? "Unlock" : "Lock"}">${icon(layer.locked ? "lock" : "unlock")}</button>`;
    item.querySelector(".title").textContent = title(layer);
    return item;
  }

  list.addEventListener("click", (e) => {
    const item = e.target.closest("li");
    if (!item) return;
    const id = item.dataset.id, what = e.target.closest("button")?.dataset.do;
    if (what === "copy") return desk.duplicate([desk.layer(id)]);
    if (what === "remove") return desk.remove([id]);
    if (what) {
      const layer = desk.layer(id), on = !layer[what];
      const label = what === "visible" ? (on ? "Show layer" : "Hide layer") : on ? "Lock layer" : "Unlock layer";
      return desk.set([id], { [what]: on }, label);
    }
    if (e.shiftKey || e.ctrlKey || e.metaKey) {
      desk.select(desk.selection.includes(id) ? desk.selection.filter((x) => x !== id) : [...desk.selection, id]);
    } else desk.select([id]);
  });

  list.addEventListener("dblclick", (e) => {
    const item = e.target.closest("li"), cell = e.target.closest(".title");
    if (cell) rename(item.dataset.id, cell);
  });

  list.addEventListener("keydown", (e) => {
    const item = e.target.closest("li");
    if (!item || e.target !== item) return;
    const next = { ArrowDown: item.nextElementSibling, ArrowUp: item.previousElementSibling }[e.key];
    if (next) { next.focus(); desk.select([next.dataset.id]); e.preventDefault(); e.stopPropagation(); }
    if (e.key === "F2") rename(item.dataset.id, item.querySelector(".title"));
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
      if (keep && box.value.trim() && box.value !== desk.layer(id)?.name) desk.set([id], { name: box.value.trim() }, "Rename layer");
      else draw();
    };
    box.addEventListener("blur", () => end(true));
    box.addEventListener("keydown", (e) => {
      e.stopPropagation();
      if (e.key === "Enter") end(true);
      if (e.key === "Escape") end(false);
    });
  }

  let dragged = null;
  list.addEventListener("dragstart", (e) => {
    dragged = e.target.closest("li")?.dataset.id ?? null;
    e.dataTransfer.effectAllowed = "move";
  });
  list.addEventListener("dragover", (e) => {
    const item = e.target.closest("li");
    if (!dragged || !item) return;
    e.preventDefault();
    list.querySelectorAll(".over-top, .over-bottom").forEach((x) => x.classList.remove("over-top", "over-bottom"));
    item.classList.add(upper(e, item) ? "over-top" : "over-bottom");
  });
  list.addEventListener("drop", (e) => {
    const item = e.target.closest("li");
    if (!dragged || !item || item.dataset.id === dragged) return draw();
    e.preventDefault();
    const order = desk.layers.map((l) => l.id).filter((id) => id !== dragged);
    const at = order.indexOf(item.dataset.id);
    order.splice(upper(e, item) ? at + 1 : at, 0, dragged);
    desk.change({ order, label: "Change order" });
  });
  list.addEventListener("dragend", () => { dragged = null; draw(); });
  const upper = (e, item) => e.clientY < item.getBoundingClientRect().top + item.offsetHeight / 2;

  desk.addEventListener("state", draw);
  desk.addEventListener("closed", draw);
  desk.addEventListener("selection", () => {
    for (const item of list.children) item.setAttribute("aria-selected", String(desk.selection.includes(item.dataset.id)));
    list.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  });
}
