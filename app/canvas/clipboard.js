// Copy, cut and paste: layers as POSTA's own kind beside plain words; pasted words become a text, pasted pictures a picture.

const OWN = "application/x-posta-layers";
const LONGEST_TEXT = 5000;

export function clipboard(desk, { active, typing, addPicture }) {
  const mine = (e) => desk.poster && active() && !typing(e.target);

  function copy(e) {
    if (!mine(e) || !desk.selection.length || String(window.getSelection())) return;
    e.preventDefault();
    const layers = desk.layers.filter((l) => desk.selection.includes(l.id));
    e.clipboardData.setData(OWN, JSON.stringify({ from: desk.id, layers }));
    e.clipboardData.setData("text/plain", layers.filter((l) => l.kind === "text").map((l) => l.text).join("\n"));
    if (e.type === "cut") desk.remove(desk.selection);
  }

  function paste(e) {
    if (!mine(e)) return;
    e.preventDefault();
    const data = e.clipboardData, own = data.getData(OWN);
    if (own) {
      const { from, layers } = JSON.parse(own), here = from === desk.id && layers.some((l) => desk.layer(l.id));
      desk.duplicate(layers, here ? undefined : [0, 0]);
      return;
    }
    const picture = [...data.files].find((f) => f.type.startsWith("image/"));
    if (picture) { addPicture(picture); return; }
    const text = data.getData("text/plain").replace(/\r\n?/g, "\n").trim().slice(0, LONGEST_TEXT);
    if (text) desk.add("text", { text });
  }

  document.addEventListener("copy", copy);
  document.addEventListener("cut", copy);
  document.addEventListener("paste", paste);
}
