// The inspector: the selected layers' fields as controls; every field edited is one change, tried while it moves.

import * as api from "./api.js";
import { alignTo, distribute, group, ungroup } from "./arrange.js";
import { contrast } from "./contrast.js";
import { CONTROLS, choice, el } from "./controls.js";
import { FIELDS, LAYING, PLACE, at, withPart } from "./fields.js";
import { finish } from "./finish.js";
import { icon } from "./icons.js";
import { css, paint, shadow, stroke } from "./paints.js";
import { axes, family, features, loadFamilies, weight } from "./typeface.js";

const ALL_CONTROLS = { ...CONTROLS, finish, paint, stroke, shadow, family, weight, axes, features };
const ALIGN = [["left", "Align left (Alt+A)", "edge-left"], ["centre", "Align centres (Alt+H)", "edge-centre"], ["right", "Align right (Alt+D)", "edge-right"],
  ["top", "Align tops (Alt+W)", "edge-top"], ["middle", "Align middles (Alt+V)", "edge-middle"], ["bottom", "Align bottoms (Alt+S)", "edge-bottom"]];
const CHECK_MS = 700;

export async function inspector(desk, host) {
  const folded = new Set(["Features"]);
  let unit = null, problems = {}, seen = null, materials = [], late = false;
  ALL_CONTROLS.art = art;
  const ready = Promise.all([loadFamilies(), api.engines().then((told) => { materials = told.materials ?? []; })]).catch((problem) => desk.tell("problem", problem.message));

  // --- drawing: what somebody is in the middle of typing or dragging stays, and the place in the keyboard's round --------

  function draw() {
    const active = host.contains(document.activeElement) ? document.activeElement : null;
    if (active?.matches("input[type=range],input[type=color]") && host.dataset.busy) { late = true; return; }
    const kept = active && { key: active.dataset.key, typed: host.dataset.busy ? active.value : null, top: host.parentElement.scrollTop };
    late = false;
    host.replaceChildren(...content());
    if (seen) showContrast();
    if (!kept?.key) return;
    const again = host.querySelector(`[data-key="${CSS.escape(kept.key)}"]`);
    again?.focus({ preventScroll: true });
    if (again && kept.typed !== null && again.matches("textarea,input")) again.value = kept.typed;
    host.parentElement.scrollTop = kept.top;
  }
  host.addEventListener("input", () => { host.dataset.busy = "1"; }, true);
  for (const event of ["change", "focusout"]) {
    host.addEventListener(event, () => { delete host.dataset.busy; if (late) setTimeout(draw); }, true);
  }

  function content() {
    if (!desk.poster) return [];
    const chosen = desk.selected;
    if (!chosen.length) return posterFields();
    const layer = chosen[0], one = chosen.length === 1, parts = [];
    const head = el("div", "posta-panel-head");
    head.append(el("h3", "", one ? layer.name || layer.id : `${chosen.length} layers`));
    parts.push(head, arrangeBar(chosen));
    for (const p of (one && problems[layer.id]) || []) parts.push(el("p", `posta-told ${p.level}`, p.message));
    if (layer.locked) parts.push(el("p", "posta-note", "This layer is locked. Unlock it to change it (Ctrl+Shift+L)."));
    const same = chosen.every((l) => l.kind === layer.kind);
    for (const [name, rows, how] of same ? FIELDS[layer.kind] : []) if (one || name !== "Words") parts.push(section(name, rows, chosen, how));
    if (one) parts.push(section("Place", PLACE, chosen, { extra: unitPicker() }));
    parts.push(section("Laying", LAYING, chosen));
    return parts;
  }

  function section(name, rows, layers, { folded: mayFold, extra } = {}) {
    const box = el(mayFold ? "details" : "fieldset", "posta-section");
    box.append(el(mayFold ? "summary" : "legend", "", name));
    if (mayFold) {
      box.open = !folded.has(name);
      box.ontoggle = () => { box.open ? folded.delete(name) : folded.add(name); };
    } else box.disabled = layers[0].locked;
    if (extra) box.append(extra);
    for (const row of rows.filter(([path]) => fits(path, layers))) box.append(Array.isArray(row[0]) ? pair(row, layers) : field(row, layers));
    if (name === "Colour" && layers[0].kind === "text") box.append(el("output", "posta-contrast"));
    return box;
  }

  // A logo takes no finish, and each picture has its own.
  const fits = (path, layers) => path !== "finish" || (layers.length === 1 && layers[0].role !== "logo");

  function pair(rows, layers) {
    const box = el("div", "posta-two");
    box.append(...rows.map((row) => field(row, layers)));
    return box;
  }

  function field([path, label, type, options = {}], layers) {
    const row = el("div", `posta-field ${type}`), says = options.says ?? label;
    if (label) row.append(el("span", "", label, { title: says }));
    const values = layers.map((l) => at(l, path)), mixed = values.some((v) => JSON.stringify(v) !== JSON.stringify(values[0]));
    // Numbers and choices that differ are shown as mixed; what a whole object says is the first layer's.
    const plain = ["number", "length", "choice", "buttons", "family"].includes(type);
    // A field that is left by selecting something else still means the layers it was drawn for.
    const ids = layers.map((l) => l.id);
    const change = (value) => desk.changeOf(ids, (layer) => ({ ...withPart(layer, path, value), ...sizeStands(path) }), labelOf(says, layers));
    const io = {
      set: (value) => { desk.change(() => change(value)); },
      try: (value) => { const tried = change(value); if (tried) desk.try(tried); },
      stop: () => desk.stopTrying(),
    };
    const about = { desk, layer: layers[0], unit, redraw: draw, contrastOf: path === "fill" && type === "paint" ? contrastOf : null };
    row.append(ALL_CONTROLS[type](mixed && plain ? undefined : values[0], { ...options, key: `${path}:${type}`, says, none: options.none ?? (type === "paint" && layers[0].kind === "shape") }, io, about));
    return row;
  }

  const labelOf = (what, layers) => `${what} of ${layers.length === 1 ? layers[0].name || layers[0].id : `${layers.length} layers`}`;
  // A size that is typed stands; until then a text may be as large as its box lets it.
  const sizeStands = (path) => (path === "size" ? { fit: "none" } : {});

  function unitPicker() {
    const pick = choice(unit ?? desk.page.unit, ["mm", "in", "px"], { set: (u) => { unit = u; draw(); } }, { key: "unit", says: "Unit of position and size" });
    pick.classList.add("posta-unit");
    return pick;
  }

  function arrangeBar(chosen) {
    const bar = el("div", "posta-arrange", null, { role: "toolbar", ariaLabel: "Arrange" });
    const many = chosen.length > 1, grouped = chosen.some((l) => l.group);
    const tools = [
      ...ALIGN.map(([place, label, drawn]) => [label, drawn, () => alignTo(desk, place), false]),
      ["Distribute across (Ctrl+Alt+Shift+H)", "gap-across", () => distribute(desk, "x"), chosen.length < 3],
      ["Distribute down (Ctrl+Alt+Shift+V)", "gap-down", () => distribute(desk, "y"), chosen.length < 3],
      ["Bring forward (])", "forward", () => desk.order(desk.selection, "forward"), false],
      ["Send backward ([)", "backward", () => desk.order(desk.selection, "backward"), false],
      grouped ? ["Ungroup (Shift+G)", "ungroup", () => ungroup(desk), false] : ["Group (Ctrl+G)", "group", () => group(desk), !many],
      ["Duplicate (Ctrl+D)", "copy", () => desk.duplicate(), false],
    ];
    for (const [label, drawn, act, off] of tools) {
      const button = el("button", "", null, { type: "button", title: label, ariaLabel: label, disabled: off, innerHTML: icon(drawn) });
      button.dataset.key = `arrange/${drawn}`;
      button.onclick = act;
      bar.append(button);
    }
    return bar;
  }

  function art(value, { key, says }) {
    const all = [["", "plain type"], ...materials.map((m) => [m, m])];
    if (value?.style && !materials.includes(value.style)) all.push([value.style, value.style]);
    return choice(value?.style ?? "", all, { set: (style) => host.dispatchEvent(new CustomEvent("posta-letter", { bubbles: true, detail: { layer: desk.selection[0], style } })) }, { key, says });
  }

  function posterFields() {
    const head = el("div", "posta-panel-head");
    head.append(el("h3", "", "Poster"));
    const told = (problems[""] ?? []).map((p) => el("p", `posta-told ${p.level}`, p.message));
    const { width, height, unit: u, bleed } = desk.page;
    const box = el("fieldset", "posta-section");
    box.append(el("legend", "", "Palette"));
    for (const [name, color] of Object.entries(desk.poster.palette)) {
      const row = el("label", "posta-field"), input = el("input", "", null, { type: "color", value: css(color, {}).startsWith("#") ? color : "#888888" });
      input.dataset.key = `palette/${name}`;
      const change = () => ({ palette: { [name]: input.value }, label: `Colour ${name}` });
      input.oninput = () => desk.try(change());
      input.onchange = () => desk.change(change());
      row.append(el("span", "", name), input);
      box.append(row);
    }
    return [head, ...told, el("p", "posta-note", `${width} × ${height} ${u}${bleed ? `, ${bleed} ${u} bleed` : ""}`), box,
      el("p", "posta-note", "Select a layer to change it, double-click words to edit them. Press ? for the shortcuts.")];
  }

  // --- how well the words stand out from what lies below them, from the picture of the poster without them ---------------

  function contrastOf(color) {
    const layer = desk.selected[0];
    if (!seen || seen.ids.length !== 1 || layer?.id !== seen.ids[0] || layer.kind !== "text") return null;
    const shown = css(color, desk.poster.palette);
    if (!/^#[0-9a-f]{6}$/i.test(shown)) return null;
    const { width, height, bleed } = desk.page, [x, y, w, h] = desk.seen(layer), across = width + 2 * bleed, down = height + 2 * bleed;
    return contrast(shown, seen.rest, [(x + bleed) / across, (y + bleed) / down, w / across, h / down]);
  }

  function showContrast() {
    const shown = host.querySelector(".posta-contrast"), layer = desk.selected[0];
    if (!shown || !layer) return;
    const ratio = contrastOf(layer.fill);
    shown.textContent = ratio ? `Contrast ${ratio.toFixed(1)} : 1${ratio < 3 ? " — hard to read" : ratio < 4.5 ? " — fine for large words" : ""}` : "";
    shown.classList.toggle("low", Boolean(ratio) && ratio < 3);
    for (const swatch of host.querySelectorAll(".posta-field.paint [data-color]")) {
      const own = contrastOf(swatch.dataset.color);
      if (!own) continue;
      swatch.title = `${swatch.dataset.color}, contrast ${own.toFixed(1)} : 1`;
      swatch.ariaLabel = `Fill ${swatch.title}`;
      swatch.classList.toggle("faint", own < 3);
    }
  }
  desk.addEventListener("parts", (e) => { seen = e.detail; showContrast(); });

  let checking = 0;
  function checkSoon() {
    clearTimeout(checking);
    checking = setTimeout(async () => {
      try {
        const id = desk.id, found = id ? await api.problems(id) : [];
        if (id !== desk.id) return;
        problems = {};
        for (const p of found) (problems[p.layer] ??= []).push(p);
        desk.problems = found;
        desk.tell("checked", found);
        draw();
      } catch { /* the next change asks again */ }
    }, CHECK_MS);
  }

  await ready;
  desk.addEventListener("state", () => { draw(); checkSoon(); });
  desk.addEventListener("selection", () => {
    if (host.dataset.busy && host.contains(document.activeElement)) document.activeElement.dispatchEvent(new Event("change", { bubbles: true }));
    delete host.dataset.busy;
    draw();
  });
  desk.addEventListener("closed", draw);
  draw();
  if (desk.poster) checkSoon();
}
