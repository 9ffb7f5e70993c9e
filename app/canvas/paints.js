// Paints in the inspector: palette swatches with their contrast, any colour, gradients, inks and the background seen
// through; strokes and shadows made of them.

import { choice, el, number, slider, tidy } from "./controls.js";

const KINDS = { color: "Colour", linear: "Linear gradient", radial: "Radial gradient", background: "Background picture", picture: "Picture", cmyk: "CMYK ink", spot: "Spot ink" };
const INKS = ["color", "cmyk", "spot"];
const BLACK = { cmyk: [0, 0, 0, 100] };

const kindOf = (value) => (value && typeof value === "object" ? (value.gradient ?? (value.picture ? (value.picture === "background" ? "background" : "picture") : value.cmyk ? "cmyk" : "spot")) : "color");

// A colour name or ink as something the screen can show.
export function css(value, palette) {
  const color = typeof value === "string" ? (palette[value] ?? value) : value;
  if (typeof color === "string") return color;
  const [c, m, y, k] = (color?.cmyk ?? color?.alternate?.cmyk ?? [0, 0, 0, 50]).map((n) => n / 100);
  return `rgb(${[c, m, y].map((n) => Math.round(255 * (1 - n) * (1 - k))).join(" ")})`;
}

const hex = (value, palette) => {
  const shown = css(value, palette);
  if (shown.startsWith("#")) return shown;
  return `#${(shown.match(/\d+/g) ?? [128, 128, 128]).map((n) => Number(n).toString(16).padStart(2, "0")).join("")}`;
};

// The stops from left to right, whatever way the gradient runs.
const gradientCss = ({ stops }, palette) => {
  const list = stops.map((s) => `color-mix(in srgb, ${css(s.color, palette)} ${tidy((s.opacity ?? 1) * 100)}%, transparent) ${s.at * 100}%`).join(",");
  return `linear-gradient(90deg, ${list})`;
};

// `inks`: only plain colours and inks fit; `none`: it may be left empty.
export function paint(value, { key, says, inks = false, none = false }, io, about) {
  const { desk } = about, kind = kindOf(value), box = el("span", "posta-stack");
  const kinds = Object.keys(KINDS).filter((k) => (inks ? INKS.includes(k) : k !== "picture" || kind === "picture"));
  const pick = choice(kind, kinds.map((k) => [k, KINDS[k]]), { set: (k) => io.set(fresh(k, value, desk)) }, { key: `${key}/kind`, says: `${says}: kind` });
  if (kind === "color") {
    const row = swatches(value, { key, says, none }, io, about);
    pick.classList.add("posta-more");
    row.append(pick);
    box.append(row);
  } else {
    box.append(pick);
    box.append(...(kind === "linear" || kind === "radial" ? gradient(value, { key, says }, io, desk) : inkFields(value, { key, says }, io)));
  }
  return box;
}

function fresh(kind, before, desk) {
  const color = typeof before === "string" ? before : (before?.stops?.[0].color ?? "ink");
  if (kind === "linear" || kind === "radial") {
    if (before?.stops) return { ...before, gradient: kind };
    return { gradient: kind, stops: [{ at: 0, color }, { at: 1, color: color === "accent" ? "ink" : "accent" in desk.poster.palette ? "accent" : "#888888" }], ...(kind === "linear" ? { angle: 90 } : {}) };
  }
  return { color, background: { picture: "background" }, cmyk: BLACK, spot: { spot: "PANTONE 185 C", alternate: { cmyk: [0, 93, 79, 0] } } }[kind];
}

function swatches(value, { key, says, none }, io, { desk, contrastOf }) {
  const box = el("span", "posta-paint", null, { role: "group", ariaLabel: says });
  for (const [name, color] of Object.entries(desk.poster.palette)) {
    const button = el("button", value === name ? "chosen" : "", null, { type: "button" });
    button.style.background = css(color, desk.poster.palette);
    button.dataset.key = `${key}/${name}`;
    button.dataset.color = name;
    const ratio = contrastOf?.(name);
    button.title = ratio ? `${name}, contrast ${ratio.toFixed(1)} : 1` : name;
    button.ariaLabel = `${says} ${button.title}`;
    button.ariaPressed = String(value === name);
    button.onclick = () => io.set(name);
    button.onpointerenter = () => io.try(name);
    button.onpointerleave = () => io.stop?.();
    box.append(button);
  }
  const own = el("input", typeof value === "string" && value.startsWith("#") ? "chosen" : "", null, { type: "color", value: hex(value ?? "#888888", desk.poster.palette), title: "Another colour", ariaLabel: `${says}: another colour` });
  own.dataset.key = `${key}/own`;
  own.oninput = () => io.try(own.value);
  own.onchange = () => io.set(own.value);
  box.append(own);
  if (none) {
    const clear = el("button", value ? "none" : "none chosen", null, { type: "button", title: "None", ariaLabel: `${says} none` });
    clear.dataset.key = `${key}/none`;
    clear.onclick = () => io.set(null);
    box.append(clear);
  }
  return box;
}

function gradient(value, { key, says }, io, desk) {
  const { palette } = desk.poster, bar = el("span", "posta-bar-shown");
  bar.style.background = gradientCss(value, palette);
  const withStop = (n, part) => ({ ...value, stops: value.stops.map((s, i) => (i === n ? { ...s, ...part } : s)) });
  const ordered = (paint) => ({ ...paint, stops: [...paint.stops].sort((a, b) => a.at - b.at) });
  const rows = value.stops.map((stop, n) => {
    const row = el("span", "posta-stop", null, { role: "group", ariaLabel: `${says}: colour ${n + 1}` }), k = `${key}/stop${n}`;
    const own = el("input", "", null, { type: "color", value: hex(stop.color, palette), ariaLabel: "Colour" });
    own.dataset.key = `${k}/own`;
    own.oninput = () => io.try(withStop(n, { color: own.value }));
    own.onchange = () => io.set(withStop(n, { color: own.value }));
    const names = Object.keys(palette);
    const name = choice(names.includes(stop.color) ? stop.color : "", [...names.map((c) => [c, c]), ["", "own"]], { set: (c) => io.set(withStop(n, { color: c || hex(stop.color, palette) })) }, { key: `${k}/name`, says: "Palette colour" });
    const at = number(tidy(stop.at * 100, 1), { min: 0, max: 100, key: `${k}/at`, says: "Place in percent" }, { set: (p) => io.set(ordered(withStop(n, { at: p / 100 }))), try: (p) => io.try(ordered(withStop(n, { at: p / 100 }))) });
    const solid = number(tidy((stop.opacity ?? 1) * 100), { min: 0, max: 100, key: `${k}/solid`, says: "Opacity in percent" }, { set: (p) => io.set(withStop(n, { opacity: p / 100 })), try: (p) => io.try(withStop(n, { opacity: p / 100 })) });
    const off = el("button", "", "×", { type: "button", title: "Remove this colour", ariaLabel: "Remove this colour", disabled: value.stops.length < 3 });
    off.onclick = () => io.set({ ...value, stops: value.stops.filter((_, i) => i !== n) });
    row.append(own, name, at, solid, off);
    return row;
  });
  const more = el("button", "posta-quiet", "Add a colour", { type: "button" });
  more.onclick = () => {
    const [one, other] = value.stops.slice(-2);
    io.set(ordered({ ...value, stops: [...value.stops, { at: (one.at + other.at) / 2, color: other.color, opacity: other.opacity ?? 1 }] }));
  };
  const turn = value.gradient === "linear"
    ? [slider(((value.angle ?? 0) % 360 + 360) % 360, { min: 0, max: 360, key: `${key}/angle`, says: "Direction of the gradient", show: (n) => `${n}°` }, { set: (angle) => io.set({ ...value, angle }), try: (angle) => io.try({ ...value, angle }) })]
    : [0, 1].map((i) => {
      const moved = (share) => ({ ...value, center: (value.center ?? [0.5, 0.5]).map((c, j) => (j === i ? share / 100 : c)) });
      return slider(tidy((value.center ?? [0.5, 0.5])[i] * 100), { min: 0, max: 100, key: `${key}/center${i}`, says: i ? "Centre down" : "Centre across", show: (n) => `${n} %` }, { set: (n) => io.set(moved(n)), try: (n) => io.try(moved(n)) });
    });
  return [bar, ...rows, more, ...turn];
}

function inkFields(value, { key, says }, io) {
  if (value.picture) return [];
  const four = (cmyk, done) => {
    const row = el("span", "posta-four", null, { role: "group", ariaLabel: `${says}: inks in percent` });
    row.append(...["C", "M", "Y", "K"].map((ink, i) => {
      const cell = el("label", "", ink), put = (n) => done(cmyk.map((v, j) => (j === i ? n : v)));
      cell.append(number(cmyk[i], { min: 0, max: 100, key: `${key}/${ink}`, says: `${ink} in percent` }, { set: (n) => io.set(put(n)), try: (n) => io.try(put(n)) }));
      return cell;
    }));
    return row;
  };
  if (value.cmyk) return [four(value.cmyk, (cmyk) => ({ cmyk }))];
  const name = el("input", "", null, { type: "text", value: value.spot, ariaLabel: "Name of the spot ink" });
  name.dataset.key = `${key}/spot`;
  name.onchange = () => { if (name.value.trim()) io.set({ ...value, spot: name.value.trim() }); };
  const tint = (t) => ({ ...value, tint: t });
  return [name, four(value.alternate.cmyk, (cmyk) => ({ ...value, alternate: { cmyk } })),
    slider(value.tint ?? 100, { min: 0, max: 100, key: `${key}/tint`, says: "Tint", show: (n) => `${n} %` }, { set: (t) => io.set(tint(t)), try: (t) => io.try(tint(t)) })];
}

export function stroke(value, { key, says }, io, about) {
  const { desk } = about, box = el("span", "posta-stack"), first = { width: tidy(desk.page.width / 300, 3), align: "outside" };
  const through = (make) => ({ set: (v) => io.set(make(v)), try: (v) => io.try(make(v)), stop: io.stop });
  box.append(paint(value?.paint, { key: `${key}/paint`, says, inks: true, none: true }, through((p) => (p ? { ...(value ?? first), paint: p } : null)), about));
  if (!value) return box;
  const row = el("span", "posta-pair");
  row.append(
    number(value.width, { min: 0.01, step: 0.1, unit: desk.page.unit, key: `${key}/width`, says: "Width of the stroke" }, through((width) => ({ ...value, width }))),
    choice(value.align, ["outside", "center", "inside"], through((align) => ({ ...value, align })), { key: `${key}/align`, says: "Where the stroke lies" }),
  );
  box.append(row);
  return box;
}

export function shadow(value, { key, says }, io, about) {
  const { desk } = about, box = el("span", "posta-stack"), soft = tidy(desk.page.width / 100, 3);
  const through = (make) => ({ set: (v) => io.set(make(v)), try: (v) => io.try(make(v)), stop: io.stop });
  box.append(paint(value?.color, { key: `${key}/color`, says, inks: true, none: true }, through((c) => (c ? { ...(value ?? { dx: 0, dy: soft / 2, blur: soft, opacity: 0.5 }), color: c } : null)), about));
  if (!value) return box;
  const row = el("span", "posta-three");
  for (const [part, unit, label] of [["dx", "→", "Shift to the right"], ["dy", "↓", "Shift down"], ["blur", "~", "Softness"]]) {
    row.append(number(value[part], { step: 0.1, unit, min: part === "blur" ? 0 : undefined, key: `${key}/${part}`, says: label }, through((n) => ({ ...value, [part]: n }))));
  }
  box.append(row, slider(Math.round(value.opacity * 100), { min: 0, max: 100, key: `${key}/opacity`, says: "Opacity of the shadow", show: (n) => `${n} %` }, through((n) => ({ ...value, opacity: n / 100 }))));
  return box;
}
