// A picture moved in its frame: a picture layer in, its whole picture under the frame while it is moved, one change out.

import * as api from "./api.js";
import { round } from "./snapping.js";

const Konva = window.Konva;

export async function cropPicture(canvas, id) {
  const { desk } = canvas, layer = desk.layer(id);
  if (!layer?.asset || layer.locked || layer.fit !== "cover" || canvas.crop) return;
  desk.select([id]);
  let image;
  try { image = await api.picture(api.assetUrl(desk.id, layer.asset)); } catch (problem) { desk.tell("problem", problem.message); return; }
  const [x, y, w, h] = layer.box, scale = Math.max(w / image.naturalWidth, h / image.naturalHeight);
  const wide = image.naturalWidth * scale, high = image.naturalHeight * scale;
  if (wide - w < 1e-6 * w && high - h < 1e-6 * h) { desk.tell("hint", "The picture fits its frame exactly: there is nothing to move."); return; }

  // In the frame's own place and turn; the frame's top left is the origin.
  const group = new Konva.Group({ x: x + w / 2, y: y + h / 2, offsetX: w / 2, offsetY: h / 2, rotation: layer.angle });
  // The focus lies in the frame's middle, as far as the picture reaches.
  const within = (at, free) => Math.min(0, Math.max(free, at));
  const from = { x: within(w / 2 - layer.focus[0] * wide, w - wide), y: within(h / 2 - layer.focus[1] * high, h - high) };
  const around = new Konva.Image({ image, ...from, width: wide, height: high, opacity: 0.35, draggable: true });
  const inside = new Konva.Group({ clip: { x: 0, y: 0, width: w, height: h }, listening: false });
  const shown = new Konva.Image({ image, ...from, width: wide, height: high });
  inside.add(shown);
  group.add(around, inside, new Konva.Rect({ width: w, height: h, stroke: "#3b82f6", strokeWidth: 2, strokeScaleEnabled: false, listening: false }));
  const keep = () => {
    around.position({ x: within(around.x(), w - wide), y: within(around.y(), h - high) });
    shown.position(around.position());
  };
  around.on("dragmove", keep);
  around.on("pointerenter", () => { canvas.host.style.cursor = "grab"; });
  canvas.marks.add(group);
  canvas.handles.visible(false);
  canvas.marks.draw();  // at once: the next press must meet the picture

  canvas.crop = (taken) => {
    canvas.crop = null;
    const focus = [(w / 2 - around.x()) / wide, (h / 2 - around.y()) / high].map((f, i) => ((i ? high - h : wide - w) < 1e-6 ? layer.focus[i] : round(f)));
    group.destroy();
    canvas.handles.visible(true);
    canvas.host.style.cursor = "";
    canvas.marks.batchDraw();
    stop.abort();
    if (taken && focus.some((f, i) => Math.abs(f - layer.focus[i]) > 1e-4)) desk.set([id], { focus }, `Move the picture of ${layer.name || id}`);
    return true;
  };
  const stop = new AbortController(), own = { signal: stop.signal };
  desk.addEventListener("selection", () => canvas.crop?.(true), own);
  desk.addEventListener("state", () => canvas.crop?.(false), own);
  canvas.stage.on("pointerdown.crop", (e) => { if (canvas.crop && e.target !== around) canvas.crop(true); });
  own.signal.addEventListener("abort", () => canvas.stage.off("pointerdown.crop"));
  desk.tell("hint", "Drag the picture in its frame. Enter keeps it, Esc puts it back.");
}
