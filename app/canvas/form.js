// Form fields: a label, a value and what to do with a new one in, a labelled control out. All forms of the panels are made of these.

let made = 0;

function labelled(label, control, { hint = "", wide = true } = {}) {
  const id = `posta-field-${(made += 1)}`, box = document.createElement("div");
  box.className = wide ? "f wide" : "f";
  control.id ||= id;
  const name = document.createElement("label");
  name.htmlFor = control.id;
  name.textContent = label;
  box.append(name, control);
  if (hint) {
    const said = document.createElement("small");
    said.id = `${control.id}-hint`;
    said.textContent = hint;
    control.setAttribute("aria-describedby", said.id);
    box.append(said);
  }
  return box;
}

// `options`: values, [value, label] pairs or {label, options} groups.
export function select(label, options, value, on, more) {
  const control = document.createElement("select");
  const option = (row) => {
    const [of, says] = Array.isArray(row) ? row : [row, row];
    return new Option(says, of, false, String(of) === String(value));
  };
  for (const row of options) {
    if (row?.options) {
      const group = document.createElement("optgroup");
      group.label = row.label;
      group.append(...row.options.map(option));
      control.append(group);
    } else control.append(option(row));
  }
  control.onchange = () => on(control.value);
  return labelled(label, control, more);
}

export function text(label, value, on, { placeholder = "", rows = 0, list = [], ...more } = {}) {
  const control = document.createElement(rows ? "textarea" : "input");
  if (rows) control.rows = rows;
  else control.type = "text";
  control.value = value ?? "";
  control.placeholder = placeholder;
  control.spellcheck = Boolean(rows);
  control.oninput = () => on(control.value);
  const box = labelled(label, control, more);
  if (list.length) {
    const known = document.createElement("datalist");
    known.id = `${control.id}-list`;
    known.append(...list.map((of) => new Option(of)));
    control.setAttribute("list", known.id);
    box.append(known);
  }
  return box;
}

// An empty number is null: as it is without being asked for.
export function number(label, value, on, { min, max, step = "any", placeholder = "", unit = "", ...more } = {}) {
  const control = document.createElement("input");
  Object.assign(control, { type: "number", value: value ?? "", placeholder, step });
  if (min !== undefined) control.min = min;
  if (max !== undefined) control.max = max;
  control.oninput = () => { if (control.validity.valid) on(control.value === "" ? null : Number(control.value)); };
  return labelled(unit ? `${label} (${unit})` : label, control, { wide: false, ...more });
}

export function range(label, value, on, { min = 0, max = 1, step = 0.05, ...more } = {}) {
  const control = document.createElement("input");
  Object.assign(control, { type: "range", min, max, step, value });
  const box = labelled(label, control, more), shown = document.createElement("output");
  shown.textContent = value;
  box.querySelector("label").append(" ", shown);
  control.oninput = () => { shown.textContent = control.value; on(Number(control.value)); };
  return box;
}

export function check(label, value, on) {
  const box = document.createElement("label");
  box.className = "f check";
  box.innerHTML = '<input type="checkbox"><span></span>';
  box.lastChild.textContent = label;
  box.firstChild.checked = Boolean(value);
  box.firstChild.onchange = () => on(box.firstChild.checked);
  return box;
}

// Several of a few: small buttons that are on or off.
export function several(label, options, values, on) {
  const box = document.createElement("fieldset");
  box.className = "f wide several";
  box.innerHTML = "<legend></legend>";
  box.firstChild.textContent = label;
  const chosen = new Set(values);
  for (const row of options) {
    const [of, says] = Array.isArray(row) ? row : [row, row], one = document.createElement("button");
    one.type = "button";
    one.textContent = says;
    one.setAttribute("aria-pressed", String(chosen.has(of)));
    one.onclick = () => {
      if (!chosen.delete(of)) chosen.add(of);
      one.setAttribute("aria-pressed", String(chosen.has(of)));
      on([...chosen]);
    };
    box.append(one);
  }
  return box;
}

// One of a few: a row of buttons.
export function choice(label, options, value, on) {
  const box = document.createElement("div");
  box.className = "f wide choice";
  box.setAttribute("role", "radiogroup");
  box.setAttribute("aria-label", label);
  const draw = (now) => {
    for (const one of box.children) {
      one.setAttribute("aria-checked", String(one.dataset.value === now));
      one.tabIndex = one.dataset.value === now ? 0 : -1;
    }
  };
  for (const [of, says] of options) {
    const one = document.createElement("button");
    one.type = "button";
    one.textContent = says;
    one.dataset.value = of;
    one.setAttribute("role", "radio");
    one.onclick = () => { draw(of); on(of); };
    box.append(one);
  }
  box.onkeydown = (event) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const all = [...box.children], next = all[(all.indexOf(document.activeElement) + by + all.length) % all.length];
    next.focus();
    next.click();
  };
  draw(value);
  return box;
}

// A file that is dropped or chosen; `on` gets the File and may answer with what to say of it. A picture shows itself.
export function file(label, { accept, says, on, shown = "" }) {
  const control = document.createElement("input"), box = document.createElement("label"), look = document.createElement("img");
  Object.assign(control, { type: "file", accept });
  Object.assign(look, { alt: "", hidden: true });
  box.className = "f wide drop";
  box.innerHTML = "<b></b><span></span>";
  box.firstChild.textContent = label;
  const told = box.lastChild;
  told.textContent = shown || says;
  box.append(control, look);
  const take = async (given) => {
    if (!given) return;
    told.textContent = "Bringing it …";
    const answer = await on(given);
    box.classList.toggle("wrong", Boolean(answer?.wrong));
    told.textContent = answer?.wrong ?? answer ?? says;
    URL.revokeObjectURL(look.src);
    look.hidden = Boolean(answer?.wrong) || !given.type.startsWith("image/");
    if (!look.hidden) look.src = URL.createObjectURL(given);
  };
  control.onchange = () => { take(control.files[0]); control.value = ""; };
  box.ondragover = (event) => { event.preventDefault(); box.classList.add("over"); };
  box.ondragleave = () => box.classList.remove("over");
  box.ondrop = (event) => { event.preventDefault(); box.classList.remove("over"); take(event.dataTransfer.files[0]); };
  return box;
}

export function button(label, on, { primary = false, id = "" } = {}) {
  const one = document.createElement("button");
  Object.assign(one, { type: "button", textContent: label, className: primary ? "do primary" : "do" });
  if (id) one.id = id;
  one.onclick = on;
  return one;
}

export function row(...fields) {
  const box = document.createElement("div");
  box.className = "f-row";
  box.append(...fields);
  return box;
}

export function heading(says, note = "") {
  const line = document.createElement("h4");
  line.textContent = says;
  if (note) { const small = document.createElement("small"); small.textContent = note; line.append(" ", small); }
  return line;
}

export function says(words, kind = "note") {
  const line = document.createElement("p");
  line.className = kind;
  if (kind === "error") line.setAttribute("role", "alert");
  line.textContent = words;
  return line;
}

// What a form keeps of itself for the next time.
export function kept(name, otherwise) {
  try { return { ...otherwise, ...JSON.parse(localStorage.getItem(name) ?? "{}") }; } catch { return { ...otherwise }; }
}
export const keep = (name, value) => localStorage.setItem(name, JSON.stringify(value));
