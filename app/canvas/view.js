// The view: which part of the page is seen and how large. The stage's scale is the zoom, in pixels a page unit.

const PX_PER_INCH = 96;
const ROOM_PX = 44;

export class View {
  // `changed` is called after every change of zoom or place.
  constructor(desk, stage, changed) {
    Object.assign(this, { desk, stage, changed });
    stage.on("wheel", (e) => this.wheel(e.evt));
  }

  get zoom() { return this.stage.scaleX(); }

  set(zoom, x, y) {
    this.stage.scale({ x: zoom, y: zoom });
    this.stage.position({ x, y });
    this.changed();
  }

  fit(box) {
    if (!this.desk.poster || this.stage.width() <= 10) return;
    const page = this.desk.page;
    const [x, y, w, h] = box ?? [-page.bleed, -page.bleed, page.width + 2 * page.bleed, page.height + 2 * page.bleed];
    const zoom = Math.min((this.stage.width() - 2 * ROOM_PX) / w, (this.stage.height() - 2 * ROOM_PX) / h);
    this.set(zoom, this.stage.width() / 2 - (x + w / 2) * zoom, this.stage.height() / 2 - (y + h / 2) * zoom);
  }

  zoomTo(zoom, at) {
    at ??= { x: this.stage.width() / 2, y: this.stage.height() / 2 };
    zoom = this.within(zoom);
    const p = { x: (at.x - this.stage.x()) / this.zoom, y: (at.y - this.stage.y()) / this.zoom };
    this.set(zoom, at.x - p.x * zoom, at.y - p.y * zoom);
  }

  within(zoom) {
    const page = this.desk.page;
    const whole = Math.min(this.stage.width() / page.width, this.stage.height() / page.height);
    return Math.min(Math.max(zoom, whole / 8), whole * 60);
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
      this.set(this.zoom, this.stage.x() - dx, this.stage.y() - dy);
    }
  }

  // A pointer event's place on the page.
  place(event) {
    this.stage.setPointersPositions(event);
    const p = this.stage.getPointerPosition();
    return { x: (p.x - this.stage.x()) / this.zoom, y: (p.y - this.stage.y()) / this.zoom };
  }
}
