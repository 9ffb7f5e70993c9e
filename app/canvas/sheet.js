// The sheet: the server's picture of the poster, and, while something is dragged, the moving layers over the rest.

import * as api from "./api.js";

const Konva = window.Konva;
const MOST_PREVIEW_PX = 2400;
const PREFETCH_MS = 25;

export class Sheet {
  // `shown` becomes "poster/revision/width/how it is shown" of the picture on the board.
  constructor(desk, view, host) {
    Object.assign(this, { desk, view, host, shown: "" });
    this.layer = new Konva.Layer({ listening: false });
    this.paper = new Konva.Rect({ fill: "#fff", shadowColor: "#000", shadowBlur: 18, shadowOpacity: 0.25 });
    this.preview = new Konva.Image({});
    this.ghost = new Konva.Image({ visible: false });
    this.layer.add(this.paper, this.preview, this.ghost);
  }

  bleedBox() {
    const { width, height, bleed } = this.desk.page;
    return { x: -bleed, y: -bleed, width: width + 2 * bleed, height: height + 2 * bleed };
  }

  previewWidth() {
    const wanted = this.bleedBox().width * this.view.zoom * Math.min(2, window.devicePixelRatio || 1);
    return Math.max(200, Math.min(MOST_PREVIEW_PX, Math.ceil(wanted / 100) * 100));
  }

  redraw() {
    const page = this.desk.page;
    this.paper.setAttrs({ x: 0, y: 0, width: page.width, height: page.height });
    this.preview.setAttrs(this.bleedBox());
    // Another poster's picture is not shown in this one's place, whatever its size.
    if (this.imageOf !== this.desk.id) this.preview.image(null);
    this.draw();
  }

  async draw() {
    const { desk } = this;
    if (!desk.poster) return;
    const width = this.previewWidth(), revision = desk.state.revision, as = `${api.shownAs.view}/${api.shownAs.condition}`;
    const key = `${desk.id}/${revision}/${width}/${as}`;
    if (this.shown === key) return this.lifted || this.showTried(null);
    try {
      const image = await api.picture(api.previewUrl(desk.id, revision, width));
      if (revision !== desk.state?.revision || as !== `${api.shownAs.view}/${api.shownAs.condition}`) return;
      this.imageOf = desk.id;
      this.shown = key;
      if (!this.lifted) this.preview.image(image);
      this.current = image;
      this.layer.batchDraw();
      this.host.dataset.revision = revision;
      desk.tell("drawn");
    } catch (problem) {
      desk.tell("problem", problem.message);
    }
  }

  // A change that is only tried: its picture, or null to show again what is saved.
  showTried(image) {
    if (this.lifted) return;
    this.preview.image(image ?? this.current ?? null);
    this.layer.batchDraw();
  }

  get isShown() { return this.shown.startsWith(`${this.desk.id}/${this.desk.state?.revision}/`); }

  // Fetch the selected layers alone and the poster without them, so that a drag can show the real thing at once.
  prefetch() {
    const { desk } = this;
    clearTimeout(this.fetching);
    if (!desk.state) return;
    const ids = desk.selection.filter((id) => desk.layer(id)?.visible && !desk.isGround(desk.layer(id)));
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
        if (this.wanted && !this.lifted) this.lift(this.wanted.copies);
        desk.tell("parts", this.parts);
      } catch { /* the drag then shows its frame only; the drop is the same */ }
    }, PREFETCH_MS);
  }

  // What is selected comes off the poster and follows the pointer. Where its picture is still on the way, it comes off
  // when it is there. Of copies the originals stay.
  lift(copies = false) {
    const { parts } = this;
    this.wanted = { copies };
    if (!parts || parts.revision !== this.desk.state.revision || parts.ids.join() !== this.desk.selection.join()) return;
    this.lifted = true;
    if (!copies) this.preview.image(parts.rest);
    this.ghost.setAttrs({ ...this.bleedBox(), image: parts.alone, visible: true, offsetX: 0, offsetY: 0, rotation: 0, scaleX: 1, scaleY: 1 });
    this.layer.batchDraw();
  }

  shift(by) {
    if (!this.lifted) return;
    const { x, y } = this.bleedBox();
    this.ghost.position({ x: x + by.x, y: y + by.y });
    this.layer.batchDraw();
  }

  // The lifted layer as its frame now lies: `node` is the frame. Words are set anew when a box changes; until then
  // they only turn, and pictures and shapes stretch.
  follow(node, layer) {
    if (!this.lifted) return;
    const [x, y, w, h] = layer.box, bleed = this.bleedBox(), stretch = layer.kind !== "text";
    this.ghost.setAttrs({
      x: node.x(), y: node.y(), rotation: node.rotation() - layer.angle,
      offsetX: x + w / 2 - bleed.x, offsetY: y + h / 2 - bleed.y,
      scaleX: stretch ? node.scaleX() : 1, scaleY: stretch ? node.scaleY() : 1,
    });
    this.layer.batchDraw();
  }

  drop() {
    this.lifted = false;
    this.wanted = null;
    this.ghost.visible(false);
    if (this.current) this.preview.image(this.current);
    this.layer.batchDraw();
  }
}
