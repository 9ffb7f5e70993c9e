// The open poster: one state, one queue of changes, told to everyone who listens. The server's document is the truth.

import * as api from "./api.js";
import { round } from "./snapping.js";

const NUDGE_MS = 220;
const RETRY_MS = 1500;

export const freshGroup = () => `g${Date.now().toString(36)}${Math.floor(Math.random() * 1296).toString(36)}`;

export class Desk extends EventTarget {
  constructor() {
    super();
    this.id = null;
    this.state = null;
    this.selection = [];
    this.problems = null;
    this.rounds = 0;
    this.queue = Promise.resolve();
  }

  get poster() { return this.state?.poster; }
  get page() { return this.poster.page; }
  get layers() { return this.poster?.layers ?? []; }
  get selected() { return this.selection.map((id) => this.layer(id)).filter(Boolean); }

  layer(id) { return this.layers.find((layer) => layer.id === id); }

  // The box people see and snap to: a text's ink where it is known, else the layer's box.
  seen(layer) {
    const ink = this.state.layout[layer.id]?.ink;
    return layer.kind === "text" && ink && !layer.angle ? ink : layer.box;
  }

  // What lies over the whole page as its picture: the background, and a subject cut out of it. A press goes through it to
  // the words, and the hand does not move it.
  isGround(layer) {
    if (layer.kind !== "picture") return false;
    const [x, y, w, h] = layer.box, { width, height } = this.page;
    return layer.role === "background" || (layer.role === "subject" && x <= width * 0.05 && y <= height * 0.05 && x + w >= width * 0.95 && y + h >= height * 0.95);
  }

  tell(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }

  // The poster shown before stays until the other one is there.
  async open(id) {
    await this.queue;
    const state = await api.load(id), other = id !== this.id;
    this.id = id;
    if (other) { this.selection = []; this.problems = null; }
    this.take(state);
    if (other) this.tell("opened");
  }

  async reload() {
    await this.run(() => api.load(this.id));
  }

  close() {
    this.id = this.state = null;
    this.selection = [];
    this.tell("closed");
  }

  take(state) {
    if (state.id !== this.id) return;
    this.state = state;
    this.selection = this.selection.filter((id) => this.layer(id));
    this.tell("state");
  }

  select(ids) {
    const next = [...new Set(ids)].filter((id) => this.layer(id));
    if (next.join() === this.selection.join()) return;
    this.selection = next;
    this.tell("selection");
  }

  // Selecting one layer of a group selects the group.
  withGroups(ids) {
    const groups = new Set(ids.map((id) => this.layer(id)?.group).filter(Boolean));
    return this.layers.filter((l) => ids.includes(l.id) || groups.has(l.group)).map((l) => l.id);
  }

  // Changes go one after the other, each made to the revision the one before it gave. A change may be a function: it
  // is asked for the change when its turn comes, so that it starts from the state the changes before it left.
  change(change, after) {
    const width = this.previewWidth?.();
    return this.run(async () => {
      const wanted = typeof change === "function" ? await change() : change;
      if (!wanted) return this.state;
      return this.patched(wanted, width);
    }, after);
  }

  async patched(change, width) {
    const before = this.state;
    try {
      return await this.patient(() => api.patch(this.id, before.revision, change, width));
    } catch (problem) {
      if (problem.status !== 409) throw problem;
      // Saved elsewhere: a change to layers that are still as they were goes on top; any other is refused.
      const now = await api.load(this.id), names = Object.keys(change.set ?? {});
      const onlySets = Object.keys(change).every((part) => ["set", "label"].includes(part));
      const of = (state, id) => JSON.stringify(state.poster.layers.find((layer) => layer.id === id));
      if (onlySets && names.every((id) => of(now, id) === of(before, id))) return api.patch(this.id, now.revision, change, width);
      const words = Object.values(change.set ?? {}).map((fields) => fields.text).find(Boolean);
      if (words) problem.message += ` Your words were: “${words}”.`;
      throw problem;
    }
  }

  // A server that is away or a disk that is full is waited for: the change is kept here and tried again, until undo drops it.
  async patient(work) {
    for (;;) {
      try {
        return await work();
      } catch (problem) {
        if (![0, 502, 503, 504, 507].includes(problem.status)) throw problem;
        this.tell("waiting", problem.message);
        const dropped = await new Promise((done) => {
          this.drop = () => done(true);
          setTimeout(done, RETRY_MS, false);
        });
        this.drop = null;
        if (dropped) throw problem;
      }
    }
  }

  set(ids, fields, label) { return this.change(() => this.changeOf(ids, fields, label)); }

  // The patch that gives these layers new fields; null where none may take them.
  changeOf(ids, fields, label) {
    const set = {};
    for (const id of ids) if (this.free(id, fields)) set[id] = typeof fields === "function" ? fields(this.layer(id)) : fields;
    return Object.keys(set).length ? { set, label } : null;
  }

  // --- trying: a change is shown while a slider moves or a typeface is pointed at; nothing is saved -------------------

  try(change) {
    this.tried = change;
    if (!this.trying) this.trying = this.showTried().finally(() => { this.trying = null; });
  }

  async showTried() {
    while (this.tried) {
      const change = this.tried, round = this.rounds;
      this.tried = null;
      try {
        const image = await api.draft(this.id, change, this.previewWidth());
        if (round === this.rounds) this.tell("tried", image);
      } catch { /* what cannot be drawn is told when it is meant */ }
    }
  }

  stopTrying() {
    this.rounds += 1;
    this.tried = null;
    this.tell("tried", null);
  }

  // --- moving by keys: a burst of presses is one step -----------------------------------------------------------------

  nudge(dx, dy) {
    if (!this.burst && !this.beginBurst()) return;
    const { burst } = this;
    burst.by = [burst.by[0] + dx, burst.by[1] + dy];
    this.tell("nudged", burst);
    clearTimeout(burst.timer);
    burst.timer = setTimeout(() => this.endBurst(), NUDGE_MS);
  }

  beginBurst() {
    const ids = this.selection.filter((id) => !this.layer(id).locked);
    if (!ids.length) return false;
    const burst = { ids, by: [0, 0] };
    const over = new Promise((done) => { burst.end = done; });
    this.change(async () => {
      await over;
      const [x, y] = burst.by;
      return this.changeOf(ids, ({ box }) => ({ box: [round(box[0] + x), round(box[1] + y), box[2], box[3]] }), "Nudge");
    });
    this.burst = burst;
    return true;
  }

  endBurst() {
    this.burst?.end();
    this.burst = null;
  }

  // A locked layer takes no change but unlocking, hiding and a name.
  free(id, fields) {
    const layer = this.layer(id);
    if (!layer?.locked) return Boolean(layer);
    return Object.keys(typeof fields === "function" ? fields(layer) : fields).every((name) => ["locked", "visible", "name"].includes(name));
  }

  undo() {
    if (this.drop) { this.drop(); return this.queue; }
    return this.run(() => api.undo(this.id));
  }
  restore(revision) { return this.run(() => api.restore(this.id, revision)); }
  redo() { return this.run(() => api.redo(this.id)); }

  run(work, after) {
    this.endBurst();
    this.queue = this.queue.then(async () => {
      if (!this.id) return;
      this.tell("busy", true);
      try {
        const state = await work();
        this.rounds += 1;
        this.tried = null;
        this.take(state);
        after?.();
        this.tell("saved");
      } catch (problem) {
        this.tell("problem", problem.message);
        // Changed elsewhere: show that change. Else show again what is saved.
        if (problem.status === 409) await api.load(this.id).then((state) => this.take(state), () => this.tell("state"));
        else if (this.state) this.tell("state");
      } finally {
        this.tell("busy", false);
      }
    });
    return this.queue;
  }

  freshId(stem) {
    let n = 1;
    while (this.layer(`${stem}-${n}`)) n += 1;
    return `${stem}-${n}`;
  }

  remove(ids) {
    const removable = ids.filter((id) => !this.layer(id)?.locked);
    if (removable.length) this.change({ remove: removable, label: removable.length > 1 ? "Delete layers" : "Delete layer" });
  }

  // Copies on top of their originals, `by` away; layers of one group come out as one new group.
  duplicate(layers = this.selected, by = [this.page.width * 0.02, this.page.width * 0.02]) {
    const groups = new Map();
    const taken = [];
    const add = layers.map((layer) => {
      const copy = structuredClone(layer);
      let n = 2;
      const stem = layer.id.replace(/-\d+$/, "").slice(0, 56);
      while (this.layer(`${stem}-${n}`) || taken.includes(`${stem}-${n}`)) n += 1;
      copy.id = `${stem}-${n}`;
      taken.push(copy.id);
      copy.locked = false;
      if (copy.group) copy.group = groups.get(copy.group) ?? groups.set(copy.group, freshGroup()).get(copy.group);
      if (copy.kind === "text") copy.pieces = [];
      if (copy.role === "background") copy.role = "photo";
      copy.box = [round(copy.box[0] + by[0]), round(copy.box[1] + by[1]), copy.box[2], copy.box[3]];
      return { layer: copy };
    });
    if (add.length) this.change({ add, label: "Duplicate" }, () => this.select(taken));
  }

  add(kind, extra = {}) {
    const { width, height } = this.page;
    const w = width * 0.4, h = kind === "text" ? height * 0.06 : kind === "code" ? width * 0.14 : width * 0.25;
    const box = [(width - w) / 2, (height - h) / 2, kind === "code" ? h : w, h];
    const id = this.freshId(extra.shape === "ellipse" ? "ellipse" : kind);
    const base = { kind, id, box };
    const size = Math.round((this.page.unit === "px" ? height : (height * (this.page.unit === "in" ? 72 : 72 / 25.4))) * 0.03);
    const layer = {
      text: { ...base, text: "New text", size, align: "center", valign: "middle" },
      shape: { ...base, fill: "accent" },
      code: { ...base, data: this.poster.brief.link || "https://example.org", ...this.darkOnLight() },
      picture: base,
    }[kind];
    return this.change({ add: [{ layer: { ...layer, ...extra, id } }], label: `Add ${kind}` }, () => this.select([id]));
  }

  // Scanners want dark modules on a light ground.
  darkOnLight() {
    const { paper, ink } = this.poster.palette;
    const bright = (hex) => (/^#[0-9a-f]{6}$/i.test(hex) ? [1, 3, 5].reduce((sum, i) => sum + parseInt(hex.slice(i, i + 2), 16), 0) : 0);
    return bright(ink) <= bright(paper) ? { fill: "ink", ground: "paper" } : { fill: "paper", ground: "ink" };
  }

  order(ids, how) {
    const all = this.layers.map((l) => l.id);
    const moving = all.filter((id) => ids.includes(id));
    const rest = all.filter((id) => !ids.includes(id));
    const first = all.findIndex((id) => ids.includes(id));
    const last = all.length - 1 - [...all].reverse().findIndex((id) => ids.includes(id));
    const at = {
      front: rest.length,
      back: 0,
      forward: Math.min(rest.length, last + 2 - moving.length),
      backward: Math.max(0, first - 1),
    }[how];
    const order = [...rest.slice(0, at), ...moving, ...rest.slice(at)];
    if (order.join() !== all.join()) this.change({ order, label: "Change order" });
  }
}
