// Shortcuts: one table of keys, what they do and what the `?` sheet says. None fires while somebody types.

import { alignTo, distribute, group, ungroup } from "./arrange.js";

const STYLE = ["font", "size", "leading", "tracking", "case", "fill", "stroke", "shadow", "opacity", "blend"];

const LEAVE = Symbol("the key is the browser's");

export function shortcuts(desk, canvas, ui) {
  const has = () => desk.selection.length > 0;
  const flip = (field, label) => desk.set(desk.selection, (l) => ({ [field]: !l[field] }), label);
  const step = () => ({ mm: 0.5, in: 0.02, px: 1 })[desk.page.unit];
  let style = null;

  // Keys as `Ctrl+Alt+Shift+key`; Ctrl stands for Cmd too. [keys, what the sheet says, what happens]
  const TABLE = [
    ["Ctrl+z", "Undo", () => desk.undo()],
    ["Ctrl+Shift+z", "Redo", () => desk.redo()],
    ["Ctrl+y", "", () => desk.redo()],
    ["Ctrl+c", "Copy", null],
    ["Ctrl+x", "Cut", null],
    ["Ctrl+v", "Paste layers, words or a picture", null],  // clipboard.js answers the browser's own events
    ["Ctrl+d", "Duplicate", () => desk.duplicate()],
    ["Ctrl+a", "Select all", () => desk.select(desk.layers.filter((l) => l.visible && !desk.isGround(l)).map((l) => l.id))],
    ["Delete", "Delete", () => desk.remove(desk.selection)],
    ["Backspace", "", () => desk.remove(desk.selection)],
    ["Escape", "Put back a drag, select nothing", () => canvas.cancel() || desk.select([])],
    ["Enter", "Edit the words or move the picture in its frame", () => (canvas.crop ? canvas.crop(true) : desk.selection.length === 1 && canvas.enter(desk.selection[0]))],
    ["ArrowLeft", "Nudge", () => desk.nudge(-step(), 0)], ["ArrowRight", "", () => desk.nudge(step(), 0)],
    ["ArrowUp", "", () => desk.nudge(0, -step())], ["ArrowDown", "", () => desk.nudge(0, step())],
    ["Shift+ArrowLeft", "Nudge ten times as far", () => desk.nudge(-10 * step(), 0)], ["Shift+ArrowRight", "", () => desk.nudge(10 * step(), 0)],
    ["Shift+ArrowUp", "", () => desk.nudge(0, -10 * step())], ["Shift+ArrowDown", "", () => desk.nudge(0, 10 * step())],
    ["]", "Bring forward", () => desk.order(desk.selection, "forward")],
    ["[", "Send backward", () => desk.order(desk.selection, "backward")],
    ["Ctrl+ArrowUp", "Bring forward", () => desk.order(desk.selection, "forward")],
    ["Ctrl+ArrowDown", "Send backward", () => desk.order(desk.selection, "backward")],
    ["Ctrl+Shift+ArrowUp", "Bring to front", () => desk.order(desk.selection, "front")],
    ["Ctrl+Shift+ArrowDown", "Send to back", () => desk.order(desk.selection, "back")],
    ["Ctrl+g", "Group", () => group(desk)],
    ["Shift+g", "Ungroup", () => ungroup(desk)],
    ["Ctrl+Shift+l", "Lock or unlock", () => has() && flip("locked", "Lock or unlock")],
    ["Ctrl+Shift+h", "Hide or show", () => has() && flip("visible", "Hide or show")],
    ["Alt+a", "Align left", () => alignTo(desk, "left")], ["Alt+h", "Align centres", () => alignTo(desk, "centre")],
    ["Alt+d", "Align right", () => alignTo(desk, "right")], ["Alt+w", "Align tops", () => alignTo(desk, "top")],
    ["Alt+v", "Align middles", () => alignTo(desk, "middle")], ["Alt+s", "Align bottoms", () => alignTo(desk, "bottom")],
    ["Ctrl+Alt+Shift+h", "Distribute across", () => distribute(desk, "x")],
    ["Ctrl+Alt+Shift+v", "Distribute down", () => distribute(desk, "y")],
    ["Ctrl+Alt+c", "Copy the style", () => { const l = desk.selected[0]; if (l) style = { kind: l.kind, ...Object.fromEntries(STYLE.filter((k) => k in l).map((k) => [k, l[k]])) }; }],
    ["Ctrl+Alt+v", "Paste the style", () => {
      if (!style || !has()) return;
      const { kind, ...fields } = style;
      desk.set(desk.selection.filter((id) => desk.layer(id).kind === kind), fields, "Paste style");
    }],
    ["v", "Select", () => ui.tool("select")],
    ["t", "Add text", () => desk.add("text")],
    ["r", "Add a rectangle", () => desk.add("shape")],
    ["e", "Add an ellipse", () => desk.add("shape", { shape: "ellipse" })],
    ["Tab", "Next layer", () => cycle(1)], ["Shift+Tab", "Previous layer", () => cycle(-1)],
    ["Shift+0", "100 %, print size", () => canvas.printSize()],
    ["Shift+1", "Fit the page", () => canvas.fit()],
    ["Shift+2", "Fit the selection", () => has() && canvas.fitSelection()],
    ["+", "Zoom in", () => canvas.zoomTo(canvas.zoom * 1.25)], ["=", "", () => canvas.zoomTo(canvas.zoom * 1.25)],
    ["-", "Zoom out", () => canvas.zoomTo(canvas.zoom / 1.25)],
    ["Ctrl+Shift+r", "Rulers", () => ui.toggle("rulers")],
    ["Ctrl+Shift+g", "Snapping", () => ui.toggle("snap")],
    ["Ctrl+'", "Bleed and safe margin", () => { ui.toggle("bleed"); ui.toggle("safe"); }],
    ["\\", "Only the poster", () => ui.toggle("panels")],
    ["Ctrl+Shift+e", "Export", () => ui.host.dispatchEvent(new CustomEvent("posta-export", { bubbles: true }))],
    ["?", "This sheet", () => ui.help(TABLE)],
  ];

  // After the last layer the keyboard goes on to the next control.
  function cycle(by) {
    const ids = desk.layers.filter((l) => l.visible).map((l) => l.id);
    const next = desk.selection.length ? ids.indexOf(desk.selection[0]) + by : by > 0 ? 0 : ids.length - 1;
    if (next < 0 || next >= ids.length) return LEAVE;
    return desk.select([ids[next]]);
  }

  const typing = ui.typing = (node) => node?.closest?.("input:not([type=range]):not([type=color]):not([type=checkbox]),textarea,select,[contenteditable=true]");
  const name = (e) => {
    const key = e.code?.startsWith("Digit") && e.shiftKey && !e.ctrlKey ? e.code.slice(5) : e.key.length === 1 ? e.key.toLowerCase() : e.key;
    return [(e.ctrlKey || e.metaKey) && "Ctrl", e.altKey && "Alt", e.shiftKey && "Shift", e.altKey && e.code?.startsWith("Key") ? e.code.slice(3).toLowerCase() : key].filter(Boolean).join("+");
  };

  document.addEventListener("keydown", (e) => {
    if (e.key === "?" && ui.active() && !typing(e.target)) return ui.help(TABLE);
    if (!desk.poster || typing(e.target) || !ui.active()) return;
    if (e.key === " ") {
      canvas.panning = true;
      ui.host.classList.add("panning");
      e.preventDefault();
      return;
    }
    const pressed = name(e);
    const row = TABLE.find(([keys]) => keys === pressed);
    if (/Tab$/.test(pressed) && !e.target.closest?.(".posta-stage")) return;  // elsewhere Tab walks through the controls
    if (["Enter", "Space"].includes(pressed) && e.target.closest?.("button,a,summary")) return;
    if (row && !row[2]) return;
    if (row) {
      if (row[2]() !== LEAVE) e.preventDefault();
    } else if (/^\d$/.test(pressed) && has()) {
      e.preventDefault();
      const opacity = pressed === "0" ? 1 : Number(pressed) / 10;
      desk.set(desk.selection, { opacity }, "Opacity");
    }
  });
  document.addEventListener("keyup", (e) => {
    if (e.key !== " ") return;
    canvas.panning = false;
    ui.host.classList.remove("panning");
  });
  return TABLE;
}
