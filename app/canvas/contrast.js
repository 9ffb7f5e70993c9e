// Contrast: a text's colour and the picture of everything below and around it in, the WCAG ratio where it is worst out.

const SAMPLES = 24;

const linear = (v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
const luminance = (r, g, b) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);

// `hex` against the pixels of `picture` in `part` [x, y, w, h] of it, as shares of its size; the worst tenth counts.
export function contrast(hex, picture, part) {
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
  const own = luminance(r, g, b);
  const canvas = Object.assign(document.createElement("canvas"), { width: SAMPLES, height: SAMPLES });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const [x, y, w, h] = [part[0] * picture.naturalWidth, part[1] * picture.naturalHeight, part[2] * picture.naturalWidth, part[3] * picture.naturalHeight];
  if (w < 1 || h < 1) return null;
  pen.drawImage(picture, x, y, w, h, 0, 0, SAMPLES, SAMPLES);
  const { data } = pen.getImageData(0, 0, SAMPLES, SAMPLES), ratios = [];
  for (let i = 0; i < data.length; i += 4) {
    const other = luminance(data[i], data[i + 1], data[i + 2]);
    ratios.push((Math.max(own, other) + 0.05) / (Math.min(own, other) + 0.05));
  }
  ratios.sort((one, two) => one - two);
  return ratios[Math.floor(ratios.length / 10)];
}
