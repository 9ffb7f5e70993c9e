// The stage: the open poster drawn by the server, handles and guides over it. Gestures in, one change each out.
// Everything on the Konva stage is in the page's unit; the stage's own scale is the zoom.

import * as api from "./api.js";
import { round, snapEdge, snapMove } from "./snapping.js";
import { editWords } from "./words.js";

const Konva = window.Konva;
const SNAP_PX = 7;
const MOST_PREVIEW_PX = 2400;
const PX_PER_INCH = 96;
const accent = "#3b82f6", warm = "#e5484d";

export class Canvas {
  constructor(desk, host) {
    this.desk = desk;
    this.host = host;
    this.guides = { bleed: true, safe: true, rulers: true, snap: true };
    this.stage = new Konva.Stage({ container: host, width: 10, height: 10 });
    this.base = new Konva.Layer({ listening: false });
    this.marks = new Konva.Layer();
    this.stage.add(this.base, this.marks);
    this.sheet = new Konva.Rect({ fill: "#fff", shadowColor: "#000", shadowBlur: 18, shadowOpacity: 0.25 });
    this.preview = new Konva.Image({});
    this.ghost = new Konva.Image({ visible: false });
    this.base.add(this.sheet, this.preview, this.ghost);
    this.lines = new Konva.Group({ listening: false });
    this.boxes = new Konva.Group();
    this.snaps = new Konva.Group({ listening: false });
    this.band = new Konva.Rect({ visible: false, fill: "#3b82f622", stroke: accent, strokeScaleEnabled: false, listening: false });
    this.handles = new Konva.Transformer({
      rotateEnabled: true, flipEnabled: false, ignoreStroke: true, keepRatio: false, anchorSize: 10, anchorCornerRadius: 5,
      borderStroke: accent, anchorStroke: accent, rotationSnaps: [0, 45, 90, 135, 180, 225, 270, 315], rotationSnapTolerance: 4,
      shouldOverdrawWholeArea: false,
    });
    this.handles.anchorDragBoundFunc((_, to, event) => this.snapAnchor(to, event));
    this.marks.add(this.lines, this.boxes, this.snaps, this.band, this.handles);
    this.shownWidth = 0;
    this.listen();
    desk.previewWidth = () => this.previewWidth();
    new ResizeObserver(() => this.resize()).observe(host);
  }

  listen() {
    const { desk, stage } = this;
    desk.addEventListener("state", () => this.redraw());
    desk.addEventListener("opened", () => this.fit());
    desk.addEventListener("closed", () => { this.stage.visible(false); this.shown = ""; });
    desk.addEventListener("selection", () => this.showSelection());
    desk.addEventListener("drawn", () => this.prefetch());
    stage.on("wheel", (e) => this.wheel(e.evt));
    stage.on("pointerdown", (e) => this.press(e));
    stage.on("dblclick dbltap", (e) => {
      const id = e.target.getAttr("layerId");
      if (id && desk.layer(id)?.kind === "text") editWords(this, id);
    });
    this.handles.on("transformstart", () => this.lift());
    this.handles.on("transformend", () => this.transformed());
    this.handles.on("transform", () => this.followGhost());
  }

  // --- view -------------------------------------------------------------------------------------------------------

  get zoom() { return this.stage.scaleX(); }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (!width || !height) return;
    const first = this.stage.width() <= 10;
    this.stage.size({ width, height });
    if (first && this.desk.poster) this.fit();
    this.tellView();
  }

  view(zoom, x, y) {
    this.stage.scale({ x: zoom, y: zoom });
    this.stage.position({ x, y });
    this.tellView();
    clearTimeout(this.sharpen);
    this.sharpen = setTimeout(() => this.drawPreview(), 180);
  }

  tellView() {
    this.stage.batchDraw();
    this.drawMarks();
    this.desk.tell("view", { zoom: this.zoom, x: this.stage.x(), y: this.stage.y() });
  }

  fit(box) {
    if (!this.desk.poster || this.stage.width() <= 10) return;
    const page = this.desk.page;
    const [x, y, w, h] = box ?? [-page.bleed, -page.bleed, page.width + 2 * page.bleed, page.height + 2 * page.bleed];
    const room = 44;
    const zoom = Math.min((this.stage.width() - 2 * room) / w, (this.stage.height() - 2 * room) / h);
    this.view(zoom, this.stage.width() / 2 - (x + w / 2) * zoom, this.stage.height() / 2 - (y + h / 2) * zoom);
  }

  zoomTo(zoom, at) {
    at ??= { x: this.stage.width() / 2, y: this.stage.height() / 2 };
    zoom = Math.min(Math.max(zoom, this.fitZoom() / 8), this.fitZoom() * 60);
    const p = { x: (at.x - this.stage.x()) / this.zoom, y: (at.y - this.stage.y()) / this.zoom };
    this.view(zoom, at.x - p.x * zoom, at.y - p.y * zoom);
  }

  fitZoom() {
    const page = this.desk.page;
    return Math.min(this.stage.width() / page.width, this.stage.height() / page.height);
  }

  // One page unit at its printed size on a screen of 96 pixels an inch; on px pages one pixel for one pixel.
  printSize() {
    this.zoomTo({ mm: PX_PER_INCH / 25.4, in: PX_PER_INCH, px: 1 }[this.desk.page.unit]);
  }

  wheel(event) {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      this.zoomTo(this.zoom * Math.exp(-event.deltaY * 0.0025), this.stage.getPointerPosition());
    } else {
      const [dx, dy] = event.shiftKey && !event.deltaX ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
      this.view(this.zoom, this.stage.x() - dx, this.stage.y() - dy);
    }
  }

  // --- drawing ----------------------------------------------------------------------------------------------------

  bleedBox() {
    const { width, height, bleed } = this.desk.page;
    return { x: -bleed, y: -bleed, width: width + 2 * bleed, height: height + 2 * bleed };
  }

  previewWidth() {
    const wanted = this.bleedBox().width * this.zoom * Math.min(2, window.devicePixelRatio || 1);
    return Math.max(200, Math.min(MOST_PREVIEW_PX, Math.ceil(wanted / 100) * 100));
  }

  redraw() {
    const page = this.desk.page;
    this.stage.visible(true);
    this.sheet.setAttrs({ x: 0, y: 0, width: page.width, height: page.height });
    this.preview.setAttrs(this.bleedBox());
    // Another poster's picture is not shown in this one's place, whatever its size.
    if (this.imageOf !== this.desk.id) this.preview.image(null);
    this.drawProxies();
    this.drawMarks();
    this.drawPreview();
  }

  async drawPreview() {
    const { desk } = this;
    if (!desk.poster) return;
    const width = this.previewWidth(), revision = desk.state.revision;
    if (this.shown === `${desk.id}/${revision}/${width}`) return;
    try {
      const image = await api.picture(api.previewUrl(desk.id, revision, width));
      if (revision !== desk.state?.revision) return;
      this.imageOf = desk.id;
      this.shown = `${desk.id}/${revision}/${width}`;
      if (!this.lifted) this.preview.image(image);
      this.current = image;
      this.drop();
      this.base.batchDraw();
      this.host.dataset.revision = revision;
      desk.tell("drawn");
    } catch (problem) {
      desk.tell("problem", problem.message);
    }
  }

  drawProxies() {
    this.boxes.destroyChildren();
    for (const layer of this.desk.layers) {
      if (!layer.visible) continue;
      const [x, y, w, h] = layer.box;
      const fixed = layer.locked || (layer.kind === "picture" && layer.role === "background");
      const proxy = new Konva.Rect({
        x: x + w / 2, y: y + h / 2, offsetX: w / 2, offsetY: h / 2, width: w, height: h, rotation: layer.angle,
        fill: "#0000", draggable: !fixed, layerId: layer.id, name: "proxy", perfectDrawEnabled: false,
      });
      proxy.on("pointerdown", (e) => this.pick(e, layer.id));
      proxy.on("dragstart", () => this.lift());
      proxy.on("dragmove", (e) => this.dragged(e, proxy));
      proxy.on("dragend", () => this.moved());
      proxy.on("pointerenter", () => { if (!fixed) this.host.style.cursor = "move"; });
      proxy.on("pointerleave", () => { this.host.style.cursor = ""; });
      this.boxes.add(proxy);
    }
    this.showSelection();
  }

  proxy(id) { return this.boxes.findOne((node) => node.getAttr("layerId") === id); }

  showSelection() {
    if (!this.desk.poster) return;
    const nodes = this.desk.selection.map((id) => this.proxy(id)).filter(Boolean);
    const fixed = this.desk.selected.some((l) => l.locked);
    this.handles.nodes(nodes);
    this.handles.setAttrs({ resizeEnabled: !fixed, rotateEnabled: !fixed && nodes.length === 1 });
    this.marks.batchDraw();
    if (this.shown?.startsWith(`${this.desk.id}/${this.desk.state.revision}/`)) this.prefetch();
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

  // --- selecting --------------------------------------------------------------------------------------------------

  press(event) {
    const e = event.evt;
    if (this.panning || e.button === 1) return this.pan(e);
    if (event.target === this.stage) return this.rubberBand(e);
  }

  pick(event, id) {
    const e = event.evt;
    if (this.panning || e.button === 1) return;
    const layer = this.desk.layer(id);
    if (layer.kind === "picture" && layer.role === "background" && !e.altKey) {
      this.desk.select([id]);
      return this.rubberBand(e, [id]);
    }
    const ids = this.desk.withGroups([id]);
    const has = this.desk.selection.includes(id);
    if (e.shiftKey) this.desk.select(has ? this.desk.selection.filter((x) => !ids.includes(x)) : [...this.desk.selection, ...ids]);
    else if (!has) this.desk.select(ids);
  }

  point(e) {
    this.stage.setPointersPositions(e);
    const p = this.stage.getPointerPosition();
    return { x: (p.x - this.stage.x()) / this.zoom, y: (p.y - this.stage.y()) / this.zoom };
  }

  track(e, move, end) {
    const pointer = e.pointerId ?? 1;
    const stop = new AbortController(), own = { signal: stop.signal };
    const mine = (m) => (m.pointerId ?? 1) === pointer;
    window.addEventListener("pointermove", (m) => mine(m) && move(m), own);
    const finish = (m) => { if (mine(m)) { stop.abort(); end?.(m); } };
    window.addEventListener("pointerup", finish, own);
    window.addEventListener("pointercancel", finish, own);
  }

  pan(e) {
    const from = { x: e.clientX - this.stage.x(), y: e.clientY - this.stage.y() };
    this.stage.getChildren().forEach((l) => l.find(".proxy").forEach((n) => n.stopDrag()));
    this.track(e, (m) => this.view(this.zoom, m.clientX - from.x, m.clientY - from.y));
  }

  rubberBand(e, otherwise = []) {
    const start = this.point(e), before = e.shiftKey ? this.desk.selection : [];
    let moved = false;
    const box = (m) => {
      const p = this.point(m);
      return { x: Math.min(p.x, start.x), y: Math.min(p.y, start.y), width: Math.abs(p.x - start.x), height: Math.abs(p.y - start.y) };
    };
    this.track(e, (m) => {
      moved ||= Math.hypot(m.clientX - e.clientX, m.clientY - e.clientY) > 4;
      if (moved) this.band.setAttrs({ ...box(m), visible: true });
      this.marks.batchDraw();
    }, (m) => {
      this.band.visible(false);
      this.marks.batchDraw();
      if (!moved) return this.desk.select(otherwise);
      const b = box(m);
      const inside = this.desk.layers.filter((l) => {
        const [x, y, w, h] = this.desk.seen(l);
        return l.visible && l.role !== "background" && x < b.x + b.width && x + w > b.x && y < b.y + b.height && y + h > b.y;
      });
      this.desk.select([...before, ...this.desk.withGroups(inside.map((l) => l.id))]);
    });
  }

  // --- moving and resizing ------------------------------------------------------------------------------------------

  // Fetch the selected layers alone and the poster without them, so that a drag can show the real thing at once.
  prefetch() {
    const { desk } = this;
    clearTimeout(this.fetching);
    if (!desk.state) return;
    const ids = desk.selection.filter((id) => desk.layer(id)?.role !== "background" && desk.layer(id)?.visible);
    if (!ids.length) return;
    const width = this.previewWidth(), revision = desk.state.revision, key = `${revision}/${width}/${ids.join()}`;
    if (this.parts?.key === key) return;
    this.fetching = setTimeout(async () => {
      try {
        const [alone, rest] = await Promise.all([
          api.picture(api.layersUrl(desk.id, revision, width, ids)),
          api.picture(api.previewUrl(desk.id, revision, width, ids)),
        ]);
        this.parts = { key, revision, ids, alone, rest };
        desk.tell("parts", this.parts);
      } catch { /* the drag then shows its frame only; the drop is the same */ }
    }, 60);
  }

  lift() {
    this.start = new Map(this.desk.selection.map((id) => [id, this.proxy(id)?.position()]));
    const parts = this.parts;
    if (!parts || parts.revision !== this.desk.state.revision || parts.ids.join() !== this.desk.selection.join()) return;
    this.lifted = true;
    this.preview.image(parts.rest);
    this.ghost.setAttrs({ ...this.bleedBox(), image: parts.alone, visible: true, offsetX: 0, offsetY: 0, rotation: 0, scaleX: 1, scaleY: 1 });
    this.base.batchDraw();
  }

  drop() {
    this.lifted = false;
    this.ghost.visible(false);
    if (this.current) this.preview.image(this.current);
    this.snaps.destroyChildren();
    this.base.batchDraw();
    this.marks.batchDraw();
  }

  dragged(event, proxy) {
    const e = event.evt, id = proxy.getAttr("layerId");
    const from = this.start?.get(id);
    if (!from) return;
    let by = { x: proxy.x() - from.x, y: proxy.y() - from.y };
    if (e.shiftKey) Math.abs(by.x) > Math.abs(by.y) ? (by.y = 0) : (by.x = 0);
    this.snaps.destroyChildren();
    if (this.guides.snap && !e.altKey && !e.ctrlKey && !e.metaKey) {
      const others = this.desk.layers.filter((l) => l.visible && !this.desk.selection.includes(l.id) && l.role !== "background");
      const own = this.union(this.desk.selected.map((l) => this.desk.seen(l)));
      const box = [own[0] + by.x, own[1] + by.y, own[2], own[3]];
      const found = snapMove(box, this.desk.page, others.map((l) => this.desk.seen(l)), SNAP_PX / this.zoom);
      by = { x: by.x + found.shift.x, y: by.y + found.shift.y };
      found.lines.forEach((l) => this.snapLine(l));
    }
    this.by = by;
    for (const [other, place] of this.start) {
      const node = this.proxy(other);
      if (node && !this.desk.layer(other).locked) node.position({ x: place.x + by.x, y: place.y + by.y });
    }
    if (this.lifted) {
      const { x, y } = this.bleedBox();
      this.ghost.position({ x: x + by.x, y: y + by.y });
      this.base.batchDraw();
    }
  }

  union(boxes) {
    const x = Math.min(...boxes.map((b) => b[0])), y = Math.min(...boxes.map((b) => b[1]));
    return [x, y, Math.max(...boxes.map((b) => b[0] + b[2])) - x, Math.max(...boxes.map((b) => b[1] + b[3])) - y];
  }

  snapLine({ axis, at, kind, gap }) {
    const { width, height, bleed } = this.desk.page;
    const far = Math.max(width, height);
    const points = axis === "x" ? [at, -bleed - far * 0.02, at, height + bleed + far * 0.02] : [-bleed - far * 0.02, at, width + bleed + far * 0.02, at];
    this.snaps.add(new Konva.Line({ points, stroke: warm, strokeWidth: 1, strokeScaleEnabled: false, dash: kind === "gap" ? [3, 3] : undefined }));
    if (kind === "gap") {
      this.snaps.add(new Konva.Text({
        x: axis === "x" ? at : width / 2, y: axis === "x" ? height / 2 : at, text: `${Math.round(gap * 10) / 10} ${this.desk.page.unit}`,
        fontSize: 11 / this.zoom, fill: warm,
      }));
    }
  }

  moved() {
    const by = this.by;
    this.by = null;
    if (!by || (Math.abs(by.x) < 1e-6 && Math.abs(by.y) < 1e-6)) return this.drop();
    const ids = this.desk.selection.filter((id) => !this.desk.layer(id).locked);
    const names = ids.length === 1 ? this.desk.layer(ids[0]).name || ids[0] : `${ids.length} layers`;
    this.desk.set(ids, (l) => ({ box: [round(l.box[0] + by.x), round(l.box[1] + by.y), l.box[2], l.box[3]] }), `Move ${names}`);
  }

  snapAnchor(to, event) {
    const nodes = this.handles.nodes();
    if (!this.guides.snap || event?.altKey || event?.ctrlKey || this.handles.getActiveAnchor() === "rotater") return to;
    if (nodes.length !== 1 || nodes[0].rotation()) return to;
    const anchor = this.handles.getActiveAnchor() ?? "";
    const others = this.desk.layers.filter((l) => l.visible && !this.desk.selection.includes(l.id) && l.role !== "background");
    const boxes = others.map((l) => this.desk.seen(l));
    this.snaps.destroyChildren();
    const out = { ...to };
    if (/left|right/.test(anchor)) {
      const hit = snapEdge((to.x - this.stage.x()) / this.zoom, "x", this.desk.page, boxes, SNAP_PX / this.zoom);
      if (hit) { out.x = hit.at * this.zoom + this.stage.x(); this.snapLine(hit); }
    }
    if (/top|bottom/.test(anchor)) {
      const hit = snapEdge((to.y - this.stage.y()) / this.zoom, "y", this.desk.page, boxes, SNAP_PX / this.zoom);
      if (hit) { out.y = hit.at * this.zoom + this.stage.y(); this.snapLine(hit); }
    }
    return out;
  }

  followGhost() {
    if (!this.lifted || this.handles.nodes().length !== 1) return;
    const node = this.handles.nodes()[0], layer = this.desk.layer(node.getAttr("layerId"));
    const [x, y, w, h] = layer.box, bleed = this.bleedBox();
    // Words are set anew when a box changes; until then they only turn, and pictures and shapes stretch.
    const stretch = layer.kind !== "text";
    this.ghost.setAttrs({
      x: node.x(), y: node.y(), rotation: node.rotation() - layer.angle,
      offsetX: x + w / 2 - bleed.x, offsetY: y + h / 2 - bleed.y,
      scaleX: stretch ? node.scaleX() : 1, scaleY: stretch ? node.scaleY() : 1,
    });
    this.base.batchDraw();
  }

  transformed() {
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
    this.desk.change({ set: changes, label: `Resize ${ids.length === 1 ? ids[0] : `${ids.length} layers`}` });
  }
}
