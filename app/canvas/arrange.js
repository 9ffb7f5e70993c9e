// Arranging what is selected: align, distribute, group. One layer is aligned within the margins, several with each other.

import { freshGroup } from "./desk.js";
import { round } from "./snapping.js";

export const alignTo = (desk, place) => {
  const layers = desk.selected.filter((l) => !l.locked);
  if (!layers.length) return;
  const page = desk.page;
  const seen = layers.map((l) => desk.seen(l));
  const frame = layers.length > 1
    ? [Math.min(...seen.map((b) => b[0])), Math.min(...seen.map((b) => b[1])), Math.max(...seen.map((b) => b[0] + b[2])), Math.max(...seen.map((b) => b[1] + b[3]))]
    : [page.safe, page.safe, page.width - page.safe, page.height - page.safe];
  const shift = (b) => ({
    left: [frame[0] - b[0], 0], right: [frame[2] - b[0] - b[2], 0], centre: [(frame[0] + frame[2]) / 2 - b[0] - b[2] / 2, 0],
    top: [0, frame[1] - b[1]], bottom: [0, frame[3] - b[1] - b[3]], middle: [0, (frame[1] + frame[3]) / 2 - b[1] - b[3] / 2],
  })[place];
  return desk.set(layers.map((l) => l.id), (l) => {
    const [dx, dy] = shift(desk.seen(l));
    return { box: [round(l.box[0] + dx), round(l.box[1] + dy), l.box[2], l.box[3]] };
  }, `Align ${place}`);
};

export const distribute = (desk, axis) => {
  const i = axis === "x" ? 0 : 1;
  const layers = desk.selected.filter((l) => !l.locked).sort((a, b) => desk.seen(a)[i] - desk.seen(b)[i]);
  if (layers.length < 3) return;
  const boxes = layers.map((l) => desk.seen(l));
  const start = boxes[0][i], end = boxes.at(-1)[i] + boxes.at(-1)[i + 2];
  const gap = (end - start - boxes.reduce((sum, b) => sum + b[i + 2], 0)) / (layers.length - 1);
  const shifts = {};
  let place = start;
  layers.forEach((l, n) => { shifts[l.id] = place - boxes[n][i]; place += boxes[n][i + 2] + gap; });
  desk.set(layers.map((l) => l.id), (l) => {
    const box = [...l.box];
    box[i] = round(box[i] + shifts[l.id]);
    return { box };
  }, "Distribute");
};

export const group = (desk) => desk.selection.length > 1 && desk.set(desk.selection, { group: freshGroup() }, "Group");
export const ungroup = (desk) => desk.selected.some((l) => l.group) && desk.set(desk.selection, { group: "" }, "Ungroup");
