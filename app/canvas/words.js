// Words edited in place: a text layer in, a field over it while somebody types, one change out.

export function editWords(canvas, id) {
  const layer = canvas.desk.layer(id);
  if (!layer || layer.kind !== "text" || layer.locked || canvas.editor) return;
  canvas.desk.select([id]);
  const [x, y, w, h] = layer.box;
  const size = (canvas.desk.state.layout[id]?.size ?? layer.size) * (canvas.desk.page.unit === "mm" ? 25.4 / 72 : canvas.desk.page.unit === "in" ? 1 / 72 : 1);
  const area = document.createElement("textarea");
  area.className = "posta-words";
  area.value = layer.text;
  area.dir = "auto";
  area.setAttribute("aria-label", "Words of the text");
  Object.assign(area.style, {
    left: `${x * canvas.zoom + canvas.stage.x()}px`, top: `${y * canvas.zoom + canvas.stage.y()}px`,
    width: `${Math.max(120, w * canvas.zoom)}px`, height: `${Math.max(40, h * canvas.zoom)}px`,
    fontSize: `${Math.max(11, size * canvas.zoom * 0.92)}px`, lineHeight: String(layer.leading), textAlign: layer.align,
    textTransform: { upper: "uppercase", lower: "lowercase", title: "capitalize" }[layer.case] ?? "none",
    fontWeight: String(layer.font.weight), transform: layer.angle ? `rotate(${layer.angle}deg)` : "",
  });
  canvas.host.append(area);
  canvas.editor = area;
  area.focus();
  area.select();
  const end = (keep) => {
    if (canvas.editor !== area) return;
    canvas.editor = null;
    area.remove();
    const text = area.value.replace(/\r/g, "");
    if (keep && text !== layer.text) canvas.desk.set([id], { text }, "Edit words");
    canvas.host.focus();
  };
  area.addEventListener("keydown", (e) => {
    e.stopPropagation();
    if (e.key === "Escape") end(false);
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) end(true);
  });
  area.addEventListener("blur", () => end(true));
}
