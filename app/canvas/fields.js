// What the inspector shows of each kind of layer: rows of [path, label, control, options]; a row may be a pair of rows.
// A path with a dot goes into an object of the layer.

const BLENDS = ["normal", "multiply", "screen", "overlay", "darken", "lighten", "color-dodge", "color-burn", "hard-light",
  "soft-light", "difference", "exclusion", "hue", "saturation", "color", "luminosity"];

export const PLACE = [
  [["box.0", "X", "length"], ["box.1", "Y", "length"]],
  [["box.2", "W", "length", { min: 0.1, says: "Width" }], ["box.3", "H", "length", { min: 0.1, says: "Height" }]],
  ["angle", "Angle", "number", { step: 1, unit: "°" }],
];
export const LAYING = [["opacity", "Opacity", "percent"], ["blend", "Blend", "choice", { options: BLENDS }]];

const TYPE = [
  ["font.family", "Family", "family"],
  ["font", "Style", "weight"],
  [["size", "Size", "number", { min: 0.1, step: 0.5, digits: 1, says: "Type size" }], ["leading", "Leading", "number", { min: 0.3, max: 5, step: 0.01, says: "Leading" }]],
  [["tracking", "Tracking", "number", { step: 1, says: "Tracking in thousandths of the size" }], ["arc", "Arc", "number", { step: 1, says: "Arc of the baseline in degrees" }]],
  ["align", "Align", "buttons", { options: [["left", "Left", "align-left"], ["center", "Centre", "align-center"], ["right", "Right", "align-right"], ["justify", "Justify", "align-justify"]] }],
  ["valign", "Vertical", "buttons", { options: [["top", "Top", "top"], ["middle", "Middle", "middle"], ["bottom", "Bottom", "bottom"]] }],
  ["case", "Case", "buttons", { options: [["none", "As written", null, "–"], ["upper", "Capitals", null, "AA"], ["lower", "Small letters", null, "aa"], ["title", "Title case", null, "Aa"]] }],
  ["fit", "Fit", "buttons", { options: [["none", "The size stands", null, "Size"], ["box", "As large as the box lets it", null, "Fill box"]] }],
  ["writing", "Writing", "buttons", { options: [["horizontal", "Lines", null, "Lines"], ["vertical", "Columns, as in Japanese", null, "Columns"]] }],
  ["balance", "Balance", "flag", { says: "Break the words into lines of like length" }],
  ["font", "", "axes"],
];

export const FIELDS = {
  text: [
    ["Words", [["text", "Words", "words"]]],
    ["Type", TYPE],
    ["Features", [["font", "", "features"]], { folded: true }],
    ["Colour", [["fill", "Fill", "paint"], ["art", "Lettering", "art"], ["stroke", "Stroke", "stroke"], ["shadow", "Shadow", "shadow"]]],
  ],
  shape: [
    ["Shape", [["shape", "Shape", "buttons", { options: [["rect", "Rectangle", "rect"], ["ellipse", "Ellipse", "ellipse"], ["line", "Line", "line"]] }],
      ["radius", "Corners", "length", { min: 0 }]]],
    ["Colour", [["fill", "Fill", "paint"], ["stroke", "Stroke", "stroke"], ["shadow", "Shadow", "shadow"]]],
  ],
  picture: [
    ["Picture", [["fit", "Fit", "buttons", { options: [["cover", "Fill the frame and crop", null, "Crop"], ["contain", "Show the whole picture", null, "Whole"]] }],
      [["focus.0", "Across", "share", { says: "Part kept in view, percent from the left" }], ["focus.1", "Down", "share", { says: "Part kept in view, percent from the top" }]],
      ["finish", "Finish", "finish", { says: "Print finish" }],
      ["alt", "In words", "line", { says: "The picture in words, for people who cannot see it" }]]],
  ],
  code: [["QR code", [["data", "Says", "line"], ["fill", "Colour", "paint", { inks: true }], ["ground", "Ground", "paint", { inks: true, none: true }]]]],
};

export const at = (layer, path) => path.split(".").reduce((value, key) => value?.[key], layer);

// The whole top-level field with one part of it replaced: what a patch takes.
export function withPart(layer, path, value) {
  const [head, ...rest] = path.split(".");
  if (!rest.length) return { [head]: value };
  const whole = structuredClone(layer[head] ?? {});
  whole[rest[0]] = value;
  return { [head]: whole };
}
