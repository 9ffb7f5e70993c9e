// Selecting on the board: presses on layers and on empty places in, a selection or a moved view out.

const Konva = window.Konva;

export class Selecting {
  constructor(canvas) {
    this.canvas = canvas;
    this.band = new Konva.Rect({ visible: false, fill: "#3b82f622", stroke: "#3b82f6", strokeScaleEnabled: false, listening: false });
    canvas.stage.on("pointerdown", (e) => this.press(e));
  }

  get desk() { return this.canvas.desk; }

  press(event) {
    const e = event.evt;
    if (this.canvas.panning || e.button === 1) return this.pan(e);
    if (event.target === this.canvas.stage) return this.ground(e, []);
  }

  // A press where nothing lies that can be moved: a finger moves the view, a mouse or pen draws a selection.
  ground(e, ids) {
    if (e.pointerType !== "touch") return this.rubberBand(e, ids);
    let moved = false;
    this.pan(e, (m) => { moved ||= Math.hypot(m.clientX - e.clientX, m.clientY - e.clientY) > 8; return moved; }, () => { if (!moved) this.desk.select(ids); });
  }

  pick(event, id) {
    const e = event.evt;
    if (this.canvas.panning || e.button > 0 || this.canvas.fingers() > 1) return;
    const layer = this.desk.layer(id);
    if (this.desk.isGround(layer) && !e.altKey) return this.ground(e, [id]);
    const ids = this.desk.withGroups([id]);
    const has = this.desk.selection.includes(id);
    if (e.shiftKey || this.canvas.several) this.desk.select(has ? this.desk.selection.filter((x) => !ids.includes(x)) : [...this.desk.selection, ...ids]);
    else if (!has) this.desk.select(ids);
  }

  track(e, move, end) {
    const pointer = e.pointerId ?? 1;
    const stop = new AbortController(), own = { signal: stop.signal };
    this.stop = () => { stop.abort(); this.stop = null; };
    const mine = (m) => (m.pointerId ?? 1) === pointer;
    window.addEventListener("pointermove", (m) => mine(m) && move(m), own);
    const finish = (m) => { if (mine(m)) { this.stop?.(); end?.(m); } };
    window.addEventListener("pointerup", finish, own);
    window.addEventListener("pointercancel", finish, own);
  }

  cancel() {
    if (!this.stop) return false;
    this.stop();
    this.band.visible(false);
    this.canvas.marks.batchDraw();
    return true;
  }

  pan(e, goes = () => true, end) {
    const { stage, view } = this.canvas;
    const from = { x: e.clientX - stage.x(), y: e.clientY - stage.y() };
    stage.find(".proxy").forEach((n) => n.stopDrag());
    this.track(e, (m) => { if (goes(m)) view.set(view.zoom, m.clientX - from.x, m.clientY - from.y); }, end);
  }

  rubberBand(e, otherwise = []) {
    const { view, marks } = this.canvas;
    const start = view.place(e), before = e.shiftKey ? this.desk.selection : [];
    let moved = false;
    const box = (m) => {
      const p = view.place(m);
      return { x: Math.min(p.x, start.x), y: Math.min(p.y, start.y), width: Math.abs(p.x - start.x), height: Math.abs(p.y - start.y) };
    };
    this.track(e, (m) => {
      moved ||= Math.hypot(m.clientX - e.clientX, m.clientY - e.clientY) > 4;
      if (moved) this.band.setAttrs({ ...box(m), visible: true });
      marks.batchDraw();
    }, (m) => {
      this.band.visible(false);
      marks.batchDraw();
      if (!moved) return this.desk.select(otherwise);
      const b = box(m);
      const inside = this.desk.layers.filter((l) => {
        const [x, y, w, h] = this.desk.seen(l);
        return l.visible && !this.desk.isGround(l) && x < b.x + b.width && x + w > b.x && y < b.y + b.height && y + h > b.y;
      });
      this.desk.select([...before, ...this.desk.withGroups(inside.map((l) => l.id))]);
    });
  }
}
