// Rulers: the page's unit along the top and the left of the board, the selection marked on them.

const THICK = 20;
const STEPS = [0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];

export function rulers(desk, canvas, across, down) {
  function draw() {
    if (!desk.poster || !canvas.guides.rulers) return;
    const style = getComputedStyle(across), ink = style.color;
    const { zoom, stage } = canvas;
    const step = STEPS.find((s) => s * zoom >= 55) ?? STEPS.at(-1);
    one(across, stage.width(), stage.x(), false);
    one(down, stage.height(), stage.y(), true);

    function one(ruler, length, origin, upright) {
      const dense = window.devicePixelRatio || 1;
      const [w, h] = upright ? [THICK, length] : [length, THICK];
      Object.assign(ruler, { width: w * dense, height: h * dense });
      Object.assign(ruler.style, { width: `${w}px`, height: `${h}px` });
      const pen = ruler.getContext("2d");
      pen.scale(dense, dense);
      pen.strokeStyle = pen.fillStyle = ink;
      pen.font = "9px system-ui, sans-serif";
      pen.lineWidth = 1;
      for (const layer of desk.selected) {
        const box = desk.seen(layer), i = upright ? 1 : 0;
        pen.globalAlpha = 0.18;
        const [from, size] = [box[i] * zoom + origin, box[i + 2] * zoom];
        upright ? pen.fillRect(0, from, THICK, size) : pen.fillRect(from, 0, size, THICK);
      }
      pen.globalAlpha = 0.75;
      pen.beginPath();
      const first = Math.floor(-origin / zoom / step) * step;
      for (let n = 0; ; n += 1) {
        const at = first + (n * step) / 5, px = at * zoom + origin;
        if (px > length) break;
        const major = n % 5 === 0, mark = major ? THICK * 0.6 : THICK * 0.25;
        if (upright) { pen.moveTo(THICK, px + 0.5); pen.lineTo(THICK - mark, px + 0.5); } else { pen.moveTo(px + 0.5, THICK); pen.lineTo(px + 0.5, THICK - mark); }
        if (!major) continue;
        const text = String(Math.round(at * 100) / 100);
        if (upright) {
          pen.save();
          pen.translate(8, px - 3);
          pen.rotate(-Math.PI / 2);
          pen.fillText(text, 0, 0);
          pen.restore();
        } else pen.fillText(text, px + 3, 9);
      }
      pen.stroke();
    }
  }
  for (const name of ["view", "selection", "state"]) desk.addEventListener(name, draw);
}
