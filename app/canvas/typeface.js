// Typefaces in the inspector: a picker that shows every family in its own face and tries it on the poster, weights, the
// axes of variable fonts and the OpenType features that the face really has.

import * as api from "./api.js";
import { el, slider, tidy } from "./controls.js";

const WEIGHTS = { 100: "Thin", 200: "Extra light", 300: "Light", 400: "Regular", 500: "Medium", 600: "Semibold", 700: "Bold", 800: "Extra bold", 900: "Black" };

let families = [];
const offered = new Map();

export async function loadFamilies() {
  families = await api.fonts();
  const style = document.createElement("style");
  style.textContent = families.map((f) => `@font-face{font-family:"posta ${f.name}";src:url("${f.face}");font-display:swap}`).join("");
  document.head.append(style);
}

// What a face offers, once for each; `done` is called when it had to be asked for.
function offersOf({ family, weight, italic }, done) {
  const key = `${family}/${weight}/${italic}`;
  if (!offered.has(key)) {
    offered.set(key, null);
    api.face(family, weight, italic).then((told) => { offered.set(key, told); done(); }, () => offered.delete(key));
  }
  return offered.get(key);
}

export function family(value, { key, says }, io, { layer }) {
  const box = el("span", "posta-family");
  const open = el("button", "posta-face", value ?? "mixed", { type: "button", ariaHasPopup: "listbox", ariaExpanded: "false", ariaLabel: `${says} ${value ?? "mixed"}` });
  open.style.fontFamily = `"posta ${value}", inherit`;
  open.dataset.key = key;
  open.onclick = () => pickFamily(open, value, layer, io);
  box.append(open);
  return box;
}

function pickFamily(open, now, layer, io) {
  const sheet = el("div", "posta-families", null, { role: "dialog", ariaLabel: "Families" });
  sheet.popover = "auto";
  const search = el("input", "", null, { type: "search", placeholder: "Name or mood: elegant, loud …", ariaLabel: "Search the families" });
  const list = el("ul", "", null, { role: "listbox", ariaLabel: "Families", tabIndex: -1 });
  const own = el("label", "own", "Add a font of your own …"), brought = el("input", "", null, { type: "file", accept: ".ttf,.otf,.ttc", ariaLabel: "Add a font of your own" });
  own.append(brought);
  brought.onchange = async () => {
    try {
      const { families: [name] } = await api.bringFont(brought.files[0]);
      await loadFamilies();
      search.value = name;
      own.firstChild.data = `${name} is here. Add another …`;
      draw();
    } catch (problem) { own.firstChild.data = problem.message; }
    brought.value = "";
  };
  sheet.append(search, list, own);
  open.closest(".posta-editor").append(sheet);
  const words = (layer?.text ?? "").split("\n")[0].slice(0, 22);
  let at = -1;

  function draw() {
    const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (f) => wanted.every((w) => `${f.name} ${f.category} ${f.moods.join(" ")} ${f.scripts.join(" ")}`.toLowerCase().includes(w));
    list.replaceChildren(...families.filter(fits).map((f) => {
      const item = el("li", "", null, { role: "option", ariaSelected: String(f.name === now), title: f.moods.join(", ") });
      const face = el("span", "face", words || f.name), name = el("small", "", f.name);
      face.style.fontFamily = `"posta ${f.name}"`;
      item.append(face, name);
      item.dataset.name = f.name;
      return item;
    }));
    at = -1;
    list.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "center" });
  }

  function point(n) {
    const items = [...list.children];
    if (!items.length) return;
    items[at]?.classList.remove("pointed");
    at = (n + items.length) % items.length;
    items[at].classList.add("pointed");
    items[at].scrollIntoView({ block: "nearest" });
    io.try(items[at].dataset.name);
  }

  const take = (name) => { taken = true; sheet.hidePopover(); io.set(name); };
  let taken = false;
  search.oninput = draw;
  search.onkeydown = (e) => {
    e.stopPropagation();
    if (e.key === "Escape") { e.preventDefault(); sheet.hidePopover(); }
    if (e.key === "ArrowDown") { e.preventDefault(); point(at + 1); }
    if (e.key === "ArrowUp") { e.preventDefault(); point(at < 0 ? -1 : at - 1); }
    if (e.key === "Enter") { e.preventDefault(); const item = list.children[at] ?? list.children[0]; if (item) take(item.dataset.name); }
  };
  list.onpointermove = (e) => {
    const item = e.target.closest("li"), n = item ? [...list.children].indexOf(item) : -1;
    if (item && n !== at) point(n);
  };
  list.onclick = (e) => { const item = e.target.closest("li"); if (item) take(item.dataset.name); };
  sheet.addEventListener("toggle", (e) => {
    open.ariaExpanded = String(e.newState === "open");
    if (e.newState === "open") return;
    if (!taken) io.stop();
    sheet.remove();
    if (!taken) open.focus();
  });
  draw();
  sheet.showPopover();
  const place = open.getBoundingClientRect(), high = Math.min(460, window.innerHeight - 24);
  Object.assign(sheet.style, {
    left: `${Math.max(8, place.right - sheet.offsetWidth)}px`,
    top: `${Math.max(8, Math.min(place.bottom + 4, window.innerHeight - high - 8))}px`, height: `${high}px`,
  });
  list.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "center" });
  search.focus();
}

// Weight and slant: the weights the family has; a variable one takes any between its ends.
export function weight(value, { key }, io, about) {
  const row = el("span", "posta-pair"), told = families.find((f) => f.name === value.family);
  const axis = offersOf(value, about.redraw)?.axes.find((a) => a.tag === "wght");
  const give = (part) => ({ ...value, ...part });
  if (axis) {
    row.append(slider(value.weight, { min: axis.least, max: axis.greatest, key: `${key}/weight`, says: "Weight" }, { set: (w) => io.set(give({ weight: Math.round(w) })), try: (w) => io.try(give({ weight: Math.round(w) })) }));
  } else {
    const has = told?.weights ?? Object.keys(WEIGHTS).map(Number), all = has.includes(value.weight) ? has : [...has, value.weight].sort((a, b) => a - b);
    const pick = el("select", "", null, { ariaLabel: "Weight" });
    pick.dataset.key = `${key}/weight`;
    for (const w of all) pick.append(new Option(`${WEIGHTS[w] ?? ""} ${w}`.trim(), w, false, w === value.weight));
    pick.onchange = () => io.set(give({ weight: Number(pick.value) }));
    row.append(pick);
  }
  const slant = el("button", value.italic ? "posta-toggle chosen" : "posta-toggle", "I", { type: "button", title: told && !told.has_italic ? "This family has no italic" : "Italic", ariaLabel: "Italic", ariaPressed: String(value.italic), disabled: Boolean(told && !told.has_italic && !value.italic) });
  slant.dataset.key = `${key}/italic`;
  slant.onclick = () => io.set(give({ italic: !value.italic }));
  row.append(slant);
  return row;
}

export function axes(value, { key }, io, about) {
  const box = el("span", "posta-axes");
  for (const axis of offersOf(value, about.redraw)?.axes ?? []) {
    if (axis.tag === "wght") continue;
    const row = el("span", "posta-field");
    const give = (n) => ({ ...value, axes: n === axis.default ? without(value.axes, axis.tag) : { ...value.axes, [axis.tag]: n } });
    const step = axis.greatest - axis.least > 20 ? 1 : 0.01;
    row.append(el("span", "", axis.name, { title: `${axis.tag}: ${axis.least} to ${axis.greatest}, ${axis.default} by default` }),
      slider(value.axes?.[axis.tag] ?? axis.default, { min: axis.least, max: axis.greatest, step, key: `${key}/${axis.tag}`, says: axis.name, show: (n) => String(tidy(n)) }, { set: (n) => io.set(give(n)), try: (n) => io.try(give(n)) }));
    row.ondblclick = () => io.set(give(axis.default));
    box.append(row);
  }
  return box;
}

const without = (all, tag) => Object.fromEntries(Object.entries(all ?? {}).filter(([name]) => name !== tag));

// Each feature is as the font has it, on or off: a press turns it over, another puts it back.
export function features(value, { key }, io, about) {
  const box = el("span", "posta-features"), told = offersOf(value, about.redraw);
  for (const feature of told?.features ?? []) {
    const asked = value.features?.[feature.tag], on = asked ?? (feature.on ? 1 : 0);
    const button = el("button", on ? "chosen" : "", feature.name, { type: "button", title: `${feature.tag}${asked === undefined ? ", as the font has it" : ""}`, ariaPressed: String(Boolean(on)) });
    button.dataset.key = `${key}/${feature.tag}`;
    const next = { ...value, features: asked === undefined ? { ...value.features, [feature.tag]: on ? 0 : 1 } : without(value.features, feature.tag) };
    button.onclick = () => io.set(next);
    button.onpointerenter = () => io.try(next);
    button.onpointerleave = () => io.stop();
    box.append(button);
  }
  if (told && !told.features.length) box.append(el("em", "", "This face has none."));
  return box;
}
