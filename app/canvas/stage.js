// The board: the open poster drawn by the server, a frame for each layer, handles and guides over it.
// Everything on the Konva stage is in the page's unit; the stage's own scale is the zoom.

import { Moving, union } from "./moving.js";
import { cropPicture } from "./crop.js";
import { Selecting } from "./selecting.js";
import { Sheet } from "./sheet.js";
import { pinch } from "./touch.js";
import { View } from "./view.js";
import { editWords } from "./words.js";

const Konva = window.Konva;

export class Canvas {
  constructor(desk, host) {
    this.desk = desk;
    this.host = host;
    this.guides = { bleed: true, safe: true, rulers: true, snap: true };
    this.stage = new Konva.Stage({ container: host, width: 10, height: 10 });
    this.view = new View(desk, this.stage, () => this.viewChanged());
    this.sheet = new Sheet(desk, this.view, host);
    this.marks = new Konva.Layer();
    this.stage.add(this.sheet.layer, this.marks);
    this.lines = new Konva.Group({ listening: false });
    this.boxes = new Konva.Group();
    this.hint = new Konva.Rect({ visible: false, stroke: "#3b82f6", strokeWidth: 1.5, strokeScaleEnabled: false, listening: false });
    this.moving = new Moving(this);
    this.selecting = new Selecting(this);
    this.marks.add(this.lines, this.boxes, this.hint, this.moving.lines, this.selecting.band, this.moving.handles);
    this.listen();
    pinch(this);
    desk.previewWidth = () => this.sheet.previewWidth();
    new ResizeObserver(() => this.resize()).observe(host);
  }

  listen() {
    const { desk, stage } = this;
    desk.addEventListener("state", () => this.redraw());
    desk.addEventListener("opened", () => this.fit());
    desk.addEventListener("closed", () => { stage.visible(false); this.sheet.shown = ""; });
    desk.addEventListener("selection", () => this.showSelection());
    desk.addEventListener("drawn", () => { if (!this.moving.held) this.moving.drop(); });
    desk.addEventListener("tried", (e) => this.sheet.showTried(e.detail));
    desk.addEventListener("nudged", (e) => this.moving.nudged(e.detail));
    desk.addEventListener("drawn", () => this.sheet.prefetch());
    stage.on("dblclick dbltap", (e) => this.enter(e.target.getAttr("layerId")));
  }

  // A double click goes into what lies there: words are edited, a picture is moved in its frame, a group lets go of one.
  enter(id) {
    const layer = this.desk.layer(id);
    if (!layer) return;
    if (layer.group && this.desk.selection.length > 1) this.desk.select([id]);
    else if (layer.kind === "text") editWords(this, id);
    else if (layer.kind === "picture") cropPicture(this, id);
  }

  // Put back what a gesture has begun; true where there was one.
  cancel() {
    const was = this.crop ? this.crop(false) : this.moving.cancel();
    return this.selecting.cancel() || was;
  }

  get zoom() { return this.view.zoom; }
  get shown() { return this.sheet.shown; }
  get handles() { return this.moving.handles; }
  fit(box) { this.view.fit(box); }
  fitSelection() { this.fit(union(this.desk.selected.map((l) => this.desk.seen(l)))); }
  zoomTo(zoom) { this.view.zoomTo(zoom); }
  printSize() { this.view.printSize(); }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (!width || !height) return;
    const first = this.stage.width() <= 10;
    this.stage.size({ width, height });
    if (first && this.desk.poster) this.fit();
    this.viewChanged();
  }

  viewChanged() {
    this.stage.batchDraw();
    this.drawMarks();
    this.desk.tell("view", { zoom: this.zoom, x: this.stage.x(), y: this.stage.y() });
    clearTimeout(this.sharpen);
    this.sharpen = setTimeout(() => this.sheet.draw(), 180);
  }

  // What was saved meanwhile by somebody else waits until the hand lets go.
  redraw() {
    if (this.moving.held) return;
    this.stage.visible(true);
    this.drawProxies();
    this.drawMarks();
    this.sheet.redraw();
  }

  // One frame for each layer that can be seen: what the pointer meets.
  drawProxies() {
    this.moving.start = null;
    this.boxes.destroyChildren();
    const seen = this.desk.layers.filter((layer) => layer.visible), isGround = (layer) => this.desk.isGround(layer);
    for (const layer of [...seen.filter(isGround), ...seen.filter((other) => !isGround(other))]) {
      const [x, y, w, h] = layer.box;
      const fixed = layer.locked || isGround(layer);
      const proxy = new Konva.Rect({
        x: x + w / 2, y: y + h / 2, offsetX: w / 2, offsetY: h / 2, width: w, height: h, rotation: layer.angle,
        fill: "#0000", draggable: !fixed, layerId: layer.id, name: "proxy", perfectDrawEnabled: false,
      });
      proxy.on("pointerdown", (e) => this.selecting.pick(e, layer.id));
      proxy.on("dragstart", (e) => this.moving.lift(e.evt?.altKey));
      proxy.on("dragmove", (e) => this.moving.dragged(e, proxy));
      proxy.on("dragend", () => this.moving.moved());
      proxy.on("pointerenter", () => { this.host.style.cursor = fixed ? "" : "move"; this.outline(fixed ? null : layer); });
      proxy.on("pointerleave", () => { this.host.style.cursor = ""; this.outline(null); });
      this.boxes.add(proxy);
    }
    this.showSelection();
  }

  // The frame of what a press would take.
  outline(layer) {
    const shown = layer && !this.desk.selection.includes(layer.id) && !this.panning;
    if (shown) {
      const [x, y, w, h] = layer.box;
      this.hint.setAttrs({ x: x + w / 2, y: y + h / 2, offsetX: w / 2, offsetY: h / 2, width: w, height: h, rotation: layer.angle });
    }
    this.hint.visible(Boolean(shown));
    this.marks.batchDraw();
  }

  proxy(id) { return this.boxes.findOne((node) => node.getAttr("layerId") === id); }

  showSelection() {
    if (!this.desk.poster) return;
    this.hint.visible(false);
    this.moving.hold(this.desk.selection.map((id) => this.proxy(id)).filter(Boolean));
    this.marks.batchDraw();
    if (this.sheet.isShown) this.sheet.prefetch();
  }

  drawMarks() {
    this.lines.destroyChildren();
    if (!this.desk.poster) return;
    const { width, height, bleed, safe } = this.desk.page;
    const line = (x, y, w, h, stroke, dash) => this.lines.add(new Konva.Rect({
      x, y, width: w, height: h, stroke, strokeWidth: 1, strokeScaleEnabled: false, dash, listening: false,
    }));
    if (this.guides.bleed && bleed) {
      line(0, 0, width, height, "#ffffffaa");
      line(-bleed, -bleed, width + 2 * bleed, height + 2 * bleed, "#e5484d99", [4, 4]);
    }
    if (this.guides.safe && safe) line(safe, safe, width - 2 * safe, height - 2 * safe, "#3b82f688", [4, 4]);
    this.marks.batchDraw();
  }
}
