// The inspector: the selected layer's fields, one table a kind; every field edited is one change.

import * as api from "./api.js";
import { contrast } from "./contrast.js";

const BLENDS = ["normal", "multiply", "screen", "overlay", "darken", "lighten", "color-dodge", "color-burn", "hard-light",
  "soft-light", "difference", "exclusion", "hue", "saturation", "color", "luminosity"];
const WEIGHTS = { 100: "Thin", 200: "Extra light", 300: "Light", 400: "Regular", 500: "Medium", 600: "Semibold", 700: "Bold", 800: "Extra bold", 900: "Black" };
const FEATURES = { liga: "Ligatures", dlig: "Rare ligatures", smcp: "Small capitals", onum: "Old-style figures", tnum: "Tabular figures", frac: "Fractions", ss01: "Stylistic set 1", swsh: "Swashes" };
const MM = { mm: 1, in: 25.4, px: 25.4 / 96 };

let families = [], materials = [];

// Rows of the table: [path, label, type, options]. A path with a dot goes into an object of the layer.
const PLACE = [["box.0", "X", "length"], ["box.1", "Y", "length"], ["box.2", "Width", "length", { min: 0.1 }], ["box.3", "Height", "length", { min: 0.1 }], ["angle", "Angle", "number", { step: 1, unit: "°" }]];
const LAYING = [["opacity", "Opacity", "percent"], ["blend", "Blend", "choice", { options: BLENDS }]];
const FIELDS = {
  text: [
    ["Words", [["text", "Words", "words"]]],
    ["Type", [["font.family", "Family", "family"], ["font.weight", "Weight", "weight"], ["font.italic", "Italic", "flag"], ["size", "Size", "number", { min: 0.1, step: 0.5, unit: "pt" }],
      ["fit", "Fit", "choice", { options: ["none", "box"] }], ["leading", "Leading", "number", { min: 0.3, max: 5, step: 0.01 }], ["tracking", "Tracking", "number", { step: 1 }],
      ["align", "Align", "choice", { options: ["left", "center", "right", "justify"] }], ["valign", "Vertical", "choice", { options: ["top", "middle", "bottom"] }],
      ["case", "Case", "choice", { options: ["none", "upper", "lower", "title"] }], ["writing", "Writing", "choice", { options: ["horizontal", "vertical"] }],
      ["arc", "Arc", "number", { step: 1, unit: "°" }], ["balance", "Balance lines", "flag"], ["font.features", "Features", "features"]]],
    ["Colour", [["fill", "Fill", "paint"], ["stroke", "Stroke", "stroke"], ["shadow", "Shadow", "shadow"], ["art", "Lettering", "art"]]],
  ],
  shape: [
    ["Shape", [["shape", "Shape", "choice", { options: ["rect", "ellipse", "line"] }], ["radius", "Corners", "length", { min: 0 }], ["fill", "Fill", "paint"], ["stroke", "Stroke", "stroke"], ["shadow", "Shadow", "shadow"]]],
  ],
  picture: [["Picture", [["fit", "Fit", "choice", { options: ["cover", "contain"] }], ["focus.0", "Focus across", "share"], ["focus.1", "Focus down", "share"], ["alt", "In words", "line"]]]],
  code: [["QR code", [["data", "Says", "line"], ["fill", "Colour", "paint"], ["ground", "Ground", "paint"]]]],
};

const at = (layer, path) => path.split(".").reduce((value, key) => value?.[key], layer);

// The whole top-level field with one part of it replaced: what a patch takes.
function withPart(layer, path, value) {
  const [head, ...rest] = path.split(".");
  if (!rest.length) return { [head]: value };
  const whole = structuredClone(layer[head] ?? {});
  whole[rest[0]] = value;
  return { [head]: whole };
}

export async function inspector(desk, host) {
  let unit = null, problems = {}, seen = null;
  try {
    families = await api.fonts();
    materials = (await api.engines()).materials ?? [];
    await showFaces();
  } catch (problem) { desk.tell("problem", problem.message); }

  async function showFaces() {
    const style = document.createElement("style");
    style.textContent = families.filter((f) => f.face).map((f) => `@font-face{font-family:"posta ${f.name}";src:url("${f.face}");font-display:swap}`).join("");
    document.head.append(style);
  }

  function draw() {
    if (host.contains(document.activeElement) && document.activeElement.matches("input:not([type=color]),textarea") && !host.dataset.force) return;
    const chosen = desk.selected;
    host.replaceChildren();
    if (!desk.poster) return;
    if (!chosen.length) return posterFields();
    const layer = chosen[0];
    const head = el("div", "posta-panel-head", `<h3></h3>`);
    head.querySelector("h3").textContent = chosen.length > 1 ? `${chosen.length} layers` : layer.name || layer.id;
    host.append(head);
    for (const p of problems[layer.id] ?? []) host.append(el("p", `posta-told ${p.level}`, null, p.message));
    const kinds = new Set(chosen.map((l) => l.kind));
    const sections = kinds.size === 1 && chosen.length === 1 ? FIELDS[layer.kind] : [];
    for (const [name, rows] of sections) section(name, rows, layer);
    if (chosen.length === 1) section("Place", PLACE, layer, unitPicker());
    section("Laying", LAYING, layer);
    if (seen) showContrast(seen);
  }

  function section(name, rows, layer, extra) {
    const box = el("fieldset", "", `<legend>${name}</legend>`);
    box.disabled = layer.locked;
    if (extra) box.append(extra);
    for (const row of rows) box.append(field(row, layer));
    if (name === "Colour") box.append(el("output", "posta-contrast"));
    host.append(box);
  }

  function unitPicker() {
    const pick = el("select", "posta-unit");
    pick.setAttribute("aria-label", "Unit of position and size");
    for (const u of ["mm", "in", "px"]) pick.append(new Option(u, u, false, u === (unit ?? desk.page.unit)));
    pick.onchange = () => { unit = pick.value; draw(); };
    return pick;
  }

  function field([path, label, type, options = {}], layer) {
    const row = el("label", `posta-field ${type}`);
    row.append(el("span", "", null, label));
    row.append(CONTROLS[type](at(layer, path), options, (value, silent) => change(path, value, label, silent), layer));
    return row;
  }

  function change(path, value, label) {
    const ids = desk.selection;
    host.dataset.force = "1";
    // A size that is typed stands; until then a text may be as large as its box lets it.
    const also = path === "size" ? { fit: "none" } : {};
    desk.set(ids, (layer) => ({ ...withPart(layer, path, value), ...also }), `${label} of ${ids.length === 1 ? ids[0] : `${ids.length} layers`}`)
      .finally(() => { delete host.dataset.force; });
  }

  const factor = () => MM[desk.page.unit] / MM[unit ?? desk.page.unit];

  function number(value, { min, max, step = 1, unit: shown }, done) {
    const input = el("input");
    Object.assign(input, { type: "number", value: String(Math.round(value * 1000) / 1000), step: String(step) });
    if (min !== undefined) input.min = min;
    if (max !== undefined) input.max = max;
    input.onchange = () => {
      const n = input.valueAsNumber;
      if (Number.isFinite(n)) done(Math.min(max ?? Infinity, Math.max(min ?? -Infinity, n)));
    };
    if (!shown) return input;
    const box = el("span", "with-unit");
    box.append(input, el("em", "", null, shown));
    return box;
  }

  function choice(value, options, done) {
    const pick = el("select");
    for (const o of options) pick.append(Array.isArray(o) ? new Option(o[1], o[0], false, o[0] === value) : new Option(o, o, false, o === value));
    pick.onchange = () => done(pick.value);
    return pick;
  }

  function paint(value, done, { none = true } = {}) {
    const box = el("span", "posta-paint");
    const name = typeof value === "string" ? value : null;
    for (const [swatch, color] of Object.entries(desk.poster.palette)) {
      const button = el("button", name === swatch ? "chosen" : "");
      Object.assign(button, { type: "button", title: swatch, ariaLabel: `Colour ${swatch}` });
      button.style.background = typeof color === "string" ? color : "repeating-linear-gradient(45deg,#999,#ddd 4px)";
      button.onclick = () => done(swatch);
      box.append(button);
    }
    const own = el("input");
    Object.assign(own, { type: "color", value: name?.startsWith("#") ? name : (desk.poster.palette[name] ?? "#888888"), title: "Another colour", ariaLabel: "Another colour" });
    own.onchange = () => done(own.value);
    box.append(own);
    if (none) {
      const clear = el("button", value ? "none" : "none chosen");
      Object.assign(clear, { type: "button", title: "None", ariaLabel: "No colour" });
      clear.onclick = () => done(null);
      box.append(clear);
    }
    if (value && typeof value === "object") box.append(el("em", "", null, value.gradient ? `${value.gradient} gradient` : value.picture ? "picture" : value.spot ?? "CMYK"));
    return box;
  }

  const CONTROLS = {
    words: (value, _, done) => {
      const area = el("textarea");
      Object.assign(area, { value, rows: 3, dir: "auto" });
      area.onchange = () => done(area.value);
      return area;
    },
    line: (value, _, done) => {
      const input = el("input");
      Object.assign(input, { type: "text", value: value ?? "" });
      input.onchange = () => done(input.value);
      return input;
    },
    length: (value, options, done) => number(value * factor(), { step: unit === "in" ? 0.01 : 0.5, ...options, unit: unit ?? desk.page.unit }, (n) => done(n / factor())),
    number: (value, options, done) => number(value, options, done),
    share: (value, _, done) => number(Math.round(value * 100), { min: 0, max: 100, unit: "%" }, (n) => done(n / 100)),
    percent: (value, _, done) => {
      const input = el("input");
      Object.assign(input, { type: "range", min: 0, max: 100, value: Math.round(value * 100) });
      input.onchange = () => done(input.valueAsNumber / 100);
      return input;
    },
    flag: (value, _, done) => {
      const input = el("input");
      Object.assign(input, { type: "checkbox", checked: value });
      input.onchange = () => done(input.checked);
      return input;
    },
    choice: (value, { options }, done) => choice(value, options, done),
    family: (value, _, done) => {
      const pick = choice(value, families.map((f) => f.name), done);
      for (const option of pick.options) option.style.fontFamily = `"posta ${option.value}"`;
      pick.style.fontFamily = `"posta ${value}", inherit`;
      return pick;
    },
    weight: (value, _, done, layer) => {
      const has = families.find((f) => f.name === layer.font.family)?.weights ?? Object.keys(WEIGHTS).map(Number);
      const all = has.includes(value) ? has : [...has, value].sort((a, b) => a - b);
      return choice(String(value), all.map((w) => [String(w), `${w} ${WEIGHTS[w] ?? ""}`]), (v) => done(Number(v)));
    },
    features: (value, _, done) => {
      const box = el("span", "posta-features");
      for (const [tag, label] of Object.entries(FEATURES)) {
        const on = value?.[tag];
        const button = el("button", on === undefined ? "" : on ? "chosen" : "off", null, label);
        Object.assign(button, { type: "button", title: tag });
        button.onclick = () => {
          const next = { ...value };
          if (on === undefined) next[tag] = 1;
          else if (on) next[tag] = 0;
          else delete next[tag];
          done(next);
        };
        box.append(button);
      }
      return box;
    },
    paint: (value, _, done, layer) => paint(value, done, { none: layer.kind !== "text" }),
    stroke: (value, _, done) => {
      const box = el("span", "posta-stack");
      box.append(paint(value?.paint, (color) => done(color ? { ...(value ?? { width: desk.page.width / 300, align: "outside" }), paint: color } : null)));
      if (value) {
        box.append(number(value.width, { min: 0.01, step: 0.1, unit: desk.page.unit }, (width) => done({ ...value, width })));
        box.append(choice(value.align, ["outside", "center", "inside"], (align) => done({ ...value, align })));
      }
      return box;
    },
    shadow: (value, _, done) => {
      const box = el("span", "posta-stack"), soft = desk.page.width / 100;
      box.append(paint(value?.color, (color) => done(color ? { ...(value ?? { dx: 0, dy: soft / 2, blur: soft, opacity: 0.5 }), color } : null)));
      if (value) for (const [key, label] of [["dx", "right"], ["dy", "down"], ["blur", "blur"]]) {
        box.append(number(value[key], { step: 0.1, unit: label, min: key === "blur" ? 0 : undefined }, (n) => done({ ...value, [key]: n })));
      }
      return box;
    },
    art: (value, _, done) => choice(value?.style ?? "", [["", "plain type"], ...materials.map((m) => [m, m]), ...(value?.style && !materials.includes(value.style) ? [[value.style, value.style]] : [])],
      (style) => host.dispatchEvent(new CustomEvent("posta-letter", { bubbles: true, detail: { layer: desk.selection[0], style, done } }))),
  };

  function posterFields() {
    host.append(el("div", "posta-panel-head", "<h3>Poster</h3>"));
    for (const p of problems[""] ?? []) host.append(el("p", `posta-told ${p.level}`, null, p.message));
    const { width, height, unit: u, bleed } = desk.page;
    host.append(el("p", "posta-note", null, `${width} × ${height} ${u}${bleed ? `, ${bleed} ${u} bleed` : ""}`));
    const box = el("fieldset", "", "<legend>Palette</legend>");
    for (const [name, color] of Object.entries(desk.poster.palette)) {
      const row = el("label", "posta-field");
      const input = el("input");
      Object.assign(input, { type: "color", value: typeof color === "string" ? color : "#888888" });
      input.onchange = () => desk.change({ palette: { [name]: input.value }, label: `Colour ${name}` });
      row.append(el("span", "", null, name), input);
      box.append(row);
    }
    host.append(box, el("p", "posta-note", null, "Select a layer to change it. Press ? for the shortcuts."));
  }

  // How well the words stand out from what lies below them, from the picture of the poster without them.
  function showContrast({ ids, rest }) {
    const shown = host.querySelector(".posta-contrast"), layer = desk.selected[0];
    if (!shown || ids.length !== 1 || layer?.id !== ids[0] || layer.kind !== "text") return;
    const hex = desk.poster.palette[layer.fill] ?? layer.fill;
    if (typeof hex !== "string" || !hex.startsWith("#")) { shown.textContent = ""; return; }
    const { width, height, bleed } = desk.page, [x, y, w, h] = desk.seen(layer), across = width + 2 * bleed, down = height + 2 * bleed;
    const ratio = contrast(hex, rest, [(x + bleed) / across, (y + bleed) / down, w / across, h / down]);
    shown.textContent = ratio ? `Contrast ${ratio.toFixed(1)} : 1${ratio < 3 ? " — hard to read" : ratio < 4.5 ? " — fine for large words" : ""}` : "";
    shown.classList.toggle("low", ratio < 3);
  }
  desk.addEventListener("parts", (e) => { seen = e.detail; showContrast(seen); });

  let checking = 0;
  async function checkSoon() {
    clearTimeout(checking);
    checking = setTimeout(async () => {
      try {
        const id = desk.id, found = id ? await api.problems(id) : [];
        if (id !== desk.id) return;
        problems = Object.groupBy ? Object.groupBy(found, (p) => p.layer) : found.reduce((all, p) => ({ ...all, [p.layer]: [...(all[p.layer] ?? []), p] }), {});
        desk.problems = found;
        desk.tell("checked", found);
        draw();
      } catch { /* the next change asks again */ }
    }, 700);
  }

  desk.addEventListener("state", () => { draw(); checkSoon(); });
  desk.addEventListener("selection", () => { host.dataset.force = "1"; draw(); delete host.dataset.force; });
  if (desk.poster) { draw(); checkSoon(); }
}

function el(tag, className = "", html = null, text = null) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (html !== null) node.innerHTML = html;
  if (text !== null) node.textContent = text;
  return node;
}
