// The inspector's controls: a value and its row in, an element out. Each speaks through `io`: `set` means a value, `try`
// shows it without keeping it. `about` is {desk, layer, unit, key}: key names a control's part so that it is found again.

import { icon } from "./icons.js";

const MM = { mm: 1, in: 25.4, px: 25.4 / 96 };

export function el(tag, className = "", text = null, more = {}) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== null) node.textContent = text;
  return Object.assign(node, more);
}

export const tidy = (value, digits = 2) => Math.round(value * 10 ** digits) / 10 ** digits;

// Up and down step; with Shift ten times as far, with Alt a tenth.
export function number(value, { min, max, step = 1, unit, says, key, digits = 3 }, io) {
  const input = el("input", "", null, { type: "number", step: "any", ariaLabel: says ?? "" });
  const mixed = value === undefined;
  input.value = mixed ? "" : String(tidy(value, digits));
  if (mixed) input.placeholder = "mixed";
  input.dataset.key = key;
  let open = false;  // something was typed and not yet meant
  const within = (n) => Math.min(max ?? Infinity, Math.max(min ?? -Infinity, n));
  const mean = () => {
    if (open && Number.isFinite(input.valueAsNumber)) io.set(within(input.valueAsNumber));
    open = false;
  };
  input.oninput = () => {
    open = true;
    if (Number.isFinite(input.valueAsNumber)) io.try(within(input.valueAsNumber));
  };
  input.onchange = input.onblur = mean;
  input.onkeydown = (e) => {
    const way = { ArrowUp: 1, ArrowDown: -1 }[e.key];
    if (!way) return;
    e.preventDefault();
    input.value = String(tidy(within((input.valueAsNumber || 0) + way * step * (e.shiftKey ? 10 : e.altKey ? 0.1 : 1)), 3));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  input.onkeyup = (e) => { if (/^Arrow(Up|Down)$/.test(e.key)) mean(); };
  if (!unit) return input;
  const box = el("span", "with-unit");
  box.append(input, el("em", "", unit));
  return box;
}

export function slider(value, { min, max, step = 1, says, key, show = (n) => String(tidy(n)) }, io) {
  const box = el("span", "posta-slider"), shown = el("output", "", show(value));
  const input = el("input", "", null, { type: "range", ariaLabel: says ?? "" });
  Object.assign(input, { min, max, step });
  input.value = value;
  input.dataset.key = key;
  input.oninput = () => { shown.textContent = show(input.valueAsNumber); io.try(input.valueAsNumber); };
  input.onchange = () => io.set(input.valueAsNumber);
  box.append(input, shown);
  return box;
}

export function choice(value, options, io, { key, says } = {}) {
  const pick = el("select", "", null, { ariaLabel: says ?? "" });
  pick.dataset.key = key;
  if (value === undefined) pick.append(new Option("mixed", "", true, true));
  for (const o of options) pick.append(Array.isArray(o) ? new Option(o[1], o[0], false, o[0] === value) : new Option(o, o, false, o === value));
  pick.onchange = () => io.set(pick.value);
  return pick;
}

// A few choices side by side: [value, what it says, icon, text].
export function buttons(value, { options, says, key }, io) {
  const box = el("span", "posta-buttons", null, { role: "radiogroup", ariaLabel: says });
  for (const [own, label, drawn, text] of options) {
    const button = el("button", own === value ? "chosen" : "", null, { type: "button", title: label, ariaLabel: label, role: "radio", ariaChecked: String(own === value) });
    if (drawn) button.innerHTML = icon(drawn);
    else button.textContent = text ?? label;
    button.dataset.key = `${key}/${own}`;
    button.onclick = () => io.set(own);
    box.append(button);
  }
  return box;
}

export const factor = (desk, unit) => MM[desk.page.unit] / MM[unit ?? desk.page.unit];

// One control a type: (value, options, io, about) => element.
export const CONTROLS = {
  words: (value, { key, says }, io) => {
    const area = el("textarea", "", null, { value, rows: 3, dir: "auto", ariaLabel: says });
    area.dataset.key = key;
    area.oninput = () => { if (area.value.trim()) io.try(area.value); };
    area.onchange = () => io.set(area.value);
    return area;
  },
  line: (value, { key, says }, io) => {
    const input = el("input", "", null, { type: "text", value: value ?? "", ariaLabel: says });
    input.dataset.key = key;
    input.onchange = () => io.set(input.value);
    return input;
  },
  length: (value, options, io, { desk, unit }) => {
    const f = factor(desk, unit), shown = unit ?? desk.page.unit;
    const way = { set: (n) => io.set(n / f), try: (n) => io.try(n / f) };
    return number(value === undefined ? value : value * f, { step: shown === "in" ? 0.01 : 0.5, digits: shown === "in" ? 3 : 2, ...options }, way);
  },
  number,
  share: (value, options, io) => number(value * 100, { ...options, digits: 0, min: 0, max: 100 }, { set: (n) => io.set(n / 100), try: (n) => io.try(n / 100) }),
  percent: (value, options, io) => slider(Math.round((value ?? 1) * 100), { ...options, min: 0, max: 100, show: (n) => `${n} %` }, { set: (n) => io.set(n / 100), try: (n) => io.try(n / 100) }),
  flag: (value, { key, says }, io) => {
    const input = el("input", "", null, { type: "checkbox", checked: Boolean(value), ariaLabel: says });
    input.dataset.key = key;
    input.onchange = () => io.set(input.checked);
    return input;
  },
  choice: (value, { options, key, says }, io) => choice(value, options, io, { key, says }),
  buttons,
};
