// Fingers: two on the board pan and zoom it together; what a first finger had begun is put back.

export function pinch(canvas) {
  const { host, view, stage } = canvas, fingers = new Map();
  let held = null;

  const both = () => {
    const [one, other] = [...fingers.values()], r = host.getBoundingClientRect();
    return { x: (one.x + other.x) / 2 - r.x, y: (one.y + other.y) / 2 - r.y, far: Math.hypot(one.x - other.x, one.y - other.y) };
  };
  const hold = () => {
    const now = both();
    held = { far: now.far, zoom: view.zoom, x: (now.x - stage.x()) / view.zoom, y: (now.y - stage.y()) / view.zoom };
  };

  host.addEventListener("pointerdown", (e) => {
    if (e.pointerType !== "touch") return;
    fingers.set(e.pointerId, { x: e.clientX, y: e.clientY });
    if (fingers.size !== 2) return;
    canvas.cancel();
    hold();
    e.stopPropagation();
  }, true);
  window.addEventListener("pointermove", (e) => {
    if (!fingers.has(e.pointerId)) return;
    fingers.set(e.pointerId, { x: e.clientX, y: e.clientY });
    if (fingers.size !== 2 || !held) return;
    canvas.cancel();  // Konva hears of the second finger after us and would drag with it
    const now = both(), zoom = view.within((held.zoom * now.far) / Math.max(1, held.far));
    view.set(zoom, now.x - held.x * zoom, now.y - held.y * zoom);
  });
  for (const event of ["pointerup", "pointercancel"]) {
    window.addEventListener(event, (e) => { if (fingers.delete(e.pointerId)) held = null; });
  }
  canvas.fingers = () => fingers.size;
}
