// Moving, resizing and turning what is selected: the pointer's way in, snapping lines while it lasts, one change out.

import { round, snapEdge, snapMove } from "./snapping.js";

const Konva = window.Konva;
const SNAP_PX = 7;
const COARSE = window.matchMedia("(pointer: coarse)").matches;
const accent = "#3b82f6", warm = "#e5484d";

export const union = (boxes) => {
  const x = Math.min(...boxes.map((b) => b[0])), y = Math.min(...boxes.map((b) => b[1]));
  return [x, y, Math.max(...boxes.map((b) => b[0] + b[2])) - x, Math.max(...boxes.map((b) => b[1] + b[3])) - y];
};

export class Moving {
  constructor(canvas) {
    this.canvas = canvas;
    this.lines = new Konva.Group({ listening: false });
    this.handles = new Konva.Transformer({
      rotateEnabled: true, flipEnabled: false, ignoreStroke: true, keepRatio: false, anchorSize: COARSE ? 18 : 10, anchorCornerRadius: 9,
      borderStroke: accent, anchorStroke: accent, rotationSnaps: [0, 45, 90, 135, 180, 225, 270, 315], rotationSnapTolerance: 4,
      shouldOverdrawWholeArea: false,
    });
    this.handles.anchorDragBoundFunc((_, to, event) => this.snapAnchor(to, event));
    this.handles.on("transformstart", () => this.lift());
    this.handles.on("transform", () => this.transforming());
    this.handles.on("transformend", () => this.transformed());
  }

  get desk() { return this.canvas.desk; }

  // The boxes that a moving layer snaps to.
  others() {
    return this.desk.layers
      .filter((l) => l.visible && !this.desk.selection.includes(l.id) && !this.desk.isGround(l))
      .map((l) => this.desk.seen(l));
  }

  hold(nodes) {
    const layers = this.desk.selected, [layer] = layers;
    const fixed = layers.some((l) => l.locked || this.desk.isGround(l));
    // Pictures and codes keep their proportions, other boxes are free; Shift turns it round.
    const keeps = layers.length > 1 || layer?.kind === "picture" || layer?.kind === "code";
    this.handles.nodes(nodes);
    this.handles.setAttrs({ resizeEnabled: !fixed, rotateEnabled: !fixed && nodes.length === 1, keepRatio: keeps, shiftBehavior: keeps ? "inverted" : "default" });
  }

  // A drag or a resize begins. With Alt the originals stay and copies are moved.
  lift(copies = false) {
    this.copies = copies;
    this.held = this.desk.state;
    this.begin(copies);
  }

  begin(copies = false) {
    this.start = new Map(this.desk.selection.map((id) => [id, this.canvas.proxy(id)?.position()]));
    this.canvas.sheet.lift(copies);
  }

  // Put everything back, also a drag that only waits to begin; true where something was being moved.
  cancel() {
    const was = Boolean(this.held);
    this.cancelled = true;
    if (this.handles.isTransforming()) this.handles.stopTransform();
    else this.canvas.boxes.getChildren().forEach((node) => node.stopDrag());
    this.cancelled = false;
    if (!was) return false;
    this.release();
    this.canvas.drawProxies();
    this.drop();
    return true;
  }

  // The hand lets go: what came meanwhile is shown.
  release() {
    const before = this.held;
    this.held = null;
    if (before && before !== this.desk.state) this.canvas.redraw();
  }

  drop() {
    this.lines.destroyChildren();
    this.start = null;
    this.canvas.sheet.drop();
    this.canvas.marks.batchDraw();
  }

  dragged(event, proxy) {
    const e = event.evt, { view } = this.canvas;
    const from = this.start?.get(proxy.getAttr("layerId"));
    if (!from) return;
    let by = { x: proxy.x() - from.x, y: proxy.y() - from.y };
    if (e.shiftKey) Math.abs(by.x) > Math.abs(by.y) ? (by.y = 0) : (by.x = 0);
    this.lines.destroyChildren();
    if (this.canvas.guides.snap && !e.ctrlKey && !e.metaKey) {
      const own = union(this.desk.selected.map((l) => this.desk.seen(l)));
      const found = snapMove([own[0] + by.x, own[1] + by.y, own[2], own[3]], this.desk.page, this.others(), SNAP_PX / view.zoom);
      by = { x: by.x + found.shift.x, y: by.y + found.shift.y };
      found.lines.forEach((l) => this.drawLine(l));
    }
    this.by = by;
    this.place(by);
  }

  moved() {
    const by = this.by;
    this.by = null;
    if (this.cancelled) return;
    this.release();
    if (!by || (Math.abs(by.x) < 1e-6 && Math.abs(by.y) < 1e-6)) return this.drop();
    if (this.copies) return this.desk.duplicate(this.desk.selected, [by.x, by.y]);
    const ids = this.desk.selection.filter((id) => !this.desk.layer(id).locked);
    const names = ids.length === 1 ? this.desk.layer(ids[0]).name || ids[0] : `${ids.length} layers`;
    this.desk.set(ids, (l) => ({ box: [round(l.box[0] + by.x), round(l.box[1] + by.y), l.box[2], l.box[3]] }), `Move ${names}`);
  }

  // Arrow keys: what is nudged goes at once, the server hears of it when the keys rest.
  nudged({ ids, by: [x, y] }) {
    if (ids.join() !== this.desk.selection.join()) return;
    if (!this.start) this.begin();
    this.place({ x, y });
  }

  place(by) {
    for (const [id, from] of this.start) {
      const node = this.canvas.proxy(id);
      if (node && from && !this.desk.layer(id).locked) node.position({ x: from.x + by.x, y: from.y + by.y });
    }
    this.canvas.sheet.shift(by);
    this.canvas.marks.batchDraw();
  }

  drawLine(line) {
    if (line.kind === "gap") { this.drawGap(line); return; }
    const { width, height, bleed } = this.desk.page, { axis, at } = line;
    const over = bleed + Math.max(width, height) * 0.02;
    this.stroke(axis === "x" ? [at, -over, at, height + over] : [-over, at, width + over, at]);
  }

  // Equal gaps, each with its ends and how much it is.
  drawGap({ axis, spans, gap, across }) {
    const tick = 5 / this.canvas.zoom, turn = (a, b) => (axis === "x" ? [a, b] : [b, a]);
    for (const [from, to] of spans) {
      this.stroke([...turn(from, across), ...turn(to, across)]);
      for (const end of [from, to]) this.stroke([...turn(end, across - tick), ...turn(end, across + tick)]);
      const label = new Konva.Label({ listening: false, scaleX: 1 / this.canvas.zoom, scaleY: 1 / this.canvas.zoom });
      label.add(new Konva.Tag({ fill: warm, cornerRadius: 3 }), new Konva.Text({ text: `${Math.round(gap * 10) / 10}`, fontSize: 11, padding: 3, fill: "#fff" }));
      const [x, y] = turn((from + to) / 2, across);
      label.position({ x: x - label.width() / 2 / this.canvas.zoom, y: y - label.height() / 2 / this.canvas.zoom });
      this.lines.add(label);
    }
  }

  stroke(points) {
    this.lines.add(new Konva.Line({ points, stroke: warm, strokeWidth: 1, strokeScaleEnabled: false, listening: false }));
  }

  snapAnchor(to, event) {
    const nodes = this.handles.nodes(), anchor = this.handles.getActiveAnchor() ?? "";
    if (!this.canvas.guides.snap || event?.ctrlKey || event?.metaKey || anchor === "rotater") return to;
    if (nodes.length !== 1 || nodes[0].rotation()) return to;
    const { stage, zoom } = this.canvas, boxes = this.others(), out = { ...to };
    this.lines.destroyChildren();
    for (const [axis, sides] of [["x", /left|right/], ["y", /top|bottom/]]) {
      if (!sides.test(anchor)) continue;
      const hit = snapEdge((to[axis] - stage[axis]()) / zoom, axis, this.desk.page, boxes, SNAP_PX / zoom);
      if (hit) { out[axis] = hit.at * zoom + stage[axis](); this.drawLine(hit); }
    }
    return out;
  }

  transforming() {
    const [node, ...more] = this.handles.nodes();
    if (!more.length) this.canvas.sheet.follow(node, this.desk.layer(node.getAttr("layerId")));
  }

  transformed() {
    if (this.cancelled) return;
    const changes = {};
    for (const node of this.handles.nodes()) {
      const layer = this.desk.layer(node.getAttr("layerId"));
      const width = Math.max(0.1, node.width() * node.scaleX()), height = Math.max(0.1, node.height() * node.scaleY());
      changes[layer.id] = { box: [node.x() - width / 2, node.y() - height / 2, width, height].map(round) };
      const angle = round(((node.rotation() % 360) + 360) % 360);
      if (Math.abs(angle - (((layer.angle % 360) + 360) % 360)) > 1e-6) changes[layer.id].angle = angle > 180 ? angle - 360 : angle;
      const anchor = this.handles.getActiveAnchor() ?? "";
      if (layer.kind === "text" && layer.fit === "none" && /(top|bottom)-(left|right)/.test(anchor)) {
        changes[layer.id].size = round(layer.size * node.scaleY());
      }
    }
    const ids = Object.keys(changes);
    this.release();
    this.desk.change({ set: changes, label: `Resize ${ids.length === 1 ? ids[0] : `${ids.length} layers`}` });
  }
}
