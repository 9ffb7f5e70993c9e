// The print finish of a picture in the inspector: a named finish in the poster's own inks, and how strong each step is.

import * as api from "./api.js";
import { choice, el, slider } from "./controls.js";

const known = new Map();

// The finishes for a picture, once for each palette; `done` is called when they had to be asked for.
function finishesFor(desk, layer, done) {
  const key = `${desk.id}/${layer.id}/${JSON.stringify(desk.poster.palette)}`;
  if (!known.has(key)) {
    known.set(key, null);
    api.finishes(desk.id, layer.id).then((told) => { known.set(key, told); done(); }, () => known.delete(key));
  }
  return known.get(key);
}

const alike = (one, other) => one.length === other.length
  && one.every((step, n) => step.kind === other[n].kind && String(step.inks) === String(other[n].inks));

export function finish(value, { key, says }, io, { desk, layer, redraw }) {
  const box = el("span", "posta-stack"), told = finishesFor(desk, layer, redraw);
  if (!told) return box;
  const now = told.finishes.find((f) => alike(f.treatments, value ?? [])), names = told.finishes.map((f) => [f.name, f.label]);
  const set = (name) => told.finishes.find((f) => f.name === name).treatments;
  const pick = choice(now?.name ?? "own", now ? names : [...names, ["own", "Own"]], { set: (name) => { if (name !== "own") io.set(set(name)); } }, { key, says });
  if (now) pick.title = now.about;
  box.append(pick);
  (value ?? []).forEach((step, n) => {
    const row = el("span", "posta-field"), give = (strength) => value.map((s, i) => (i === n ? { ...s, strength } : s));
    row.append(el("span", "", told.kinds[step.kind].label, { title: told.kinds[step.kind].about }), slider(Math.round(step.strength * 100), { min: 0, max: 100, key: `${key}/${n}`, says: `Strength of ${told.kinds[step.kind].label}`, show: (s) => `${s} %` }, { set: (s) => io.set(give(s / 100)), try: (s) => io.try(give(s / 100)) }));
    box.append(row);
  });
  return box;
}
