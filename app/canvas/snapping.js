// Snapping: a moving box, the lines of the page and of other boxes in; the shift to take and the lines to show out.
// All lengths are in the page's unit.

export const round = (value) => Math.round(value * 1000) / 1000;

const span = (box, axis) => (axis === "x" ? [box[0], box[0] + box[2]] : [box[1], box[1] + box[3]]);

export function pageLines(page, axis) {
  const size = axis === "x" ? page.width : page.height;
  const lines = [
    { at: 0, kind: "page" },
    { at: size / 2, kind: "centre" },
    { at: size, kind: "page" },
  ];
  if (page.safe) lines.push({ at: page.safe, kind: "safe" }, { at: size - page.safe, kind: "safe" });
  if (page.bleed) lines.push({ at: -page.bleed, kind: "bleed" }, { at: size + page.bleed, kind: "bleed" });
  return lines;
}

function boxLines(boxes, axis) {
  return boxes.flatMap((box) => {
    const [low, high] = span(box, axis);
    return [low, (low + high) / 2, high].map((at) => ({ at, kind: "layer", box }));
  });
}

// Places where the gaps to the neighbours in a row or column are equal: where the box starts there, and the gaps as spans.
function gapPlaces(box, boxes, axis) {
  const other = axis === "x" ? "y" : "x";
  const [low, high] = span(box, other);
  const beside = boxes
    .filter((b) => span(b, other)[0] < high && span(b, other)[1] > low)
    .map((b) => span(b, axis))
    .sort((a, b) => a[0] - b[0]);
  const size = span(box, axis)[1] - span(box, axis)[0];
  const places = [];
  for (let i = 0; i + 1 < beside.length; i += 1) {
    const [, from] = beside[i], [to, end] = beside[i + 1], gap = to - from;
    if (gap <= 0) continue;
    places.push({ start: end + gap, gap, spans: [[from, to], [end, end + gap]] });
    places.push({ start: beside[i][0] - gap - size, gap, spans: [[beside[i][0] - gap, beside[i][0]], [from, to]] });
    const rest = (gap - size) / 2;
    if (rest > 0) places.push({ start: from + rest, gap: rest, spans: [[from, from + rest], [to - rest, to]] });
  }
  return places;
}

// The smallest shift that brings an edge or the middle of `box` onto a line, if one is nearer than `reach`.
export function snapMove(box, page, boxes, reach) {
  const shift = { x: 0, y: 0 };
  const lines = [];
  for (const axis of ["x", "y"]) {
    const [low, high] = span(box, axis);
    let best = { far: reach };
    for (const line of [...pageLines(page, axis), ...boxLines(boxes, axis)]) {
      for (const own of [low, (low + high) / 2, high]) {
        const far = Math.abs(line.at - own);
        if (far < best.far) best = { far, by: line.at - own, axis, ...line };
      }
    }
    for (const place of gapPlaces(box, boxes, axis)) {
      const far = Math.abs(place.start - low);
      if (far < best.far * 0.8) best = { ...place, far, by: place.start - low, axis, kind: "gap" };
    }
    if (best.by === undefined) continue;
    shift[axis] = best.by;
    lines.push(best);
  }
  // A gap is shown along the middle of the box where it comes to lie.
  for (const line of lines) {
    const i = line.axis === "x" ? 1 : 0;
    if (line.kind === "gap") line.across = box[i] + shift[i ? "y" : "x"] + box[i + 2] / 2;
  }
  return { shift, lines };
}

// The same for one dragged edge: `at` is where it is.
export function snapEdge(at, axis, page, boxes, reach) {
  let best = null;
  for (const line of [...pageLines(page, axis), ...boxLines(boxes, axis)]) {
    const far = Math.abs(line.at - at);
    if (far < (best?.far ?? reach)) best = { far, axis, ...line };
  }
  return best;
}
