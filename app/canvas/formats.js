// Other formats: the open poster laid out anew on one or several of them, each a poster of its own beside it.

import * as api from "./api.js";
import { button, heading, says, several, text } from "./form.js";
import { desk, follow, tell } from "./studio.js";

const COMMON = [["a4", "A4"], ["a3", "A3"], ["a2", "A2"], ["letter", "Letter"], ["tabloid", "Tabloid"], ["24x36in", "24 × 36 in"], ["square", "Square"], ["story", "Story"], ["1080x1350", "Post 4:5"], ["1920x1080", "Screen 16:9"]];

export function mount(host) {
  host.className = "posta-form posta-formats";
  let chosen = ["story"], own = "";
  const problem = document.createElement("div");
  const wanted = () => [...chosen, ...own.split(/[,;\s]+/).filter(Boolean)];
  const go = button("", async () => {
    problem.replaceChildren();
    try {
      if (!desk.id) throw new api.Refused("Open or make a poster first.", 0);
      await desk.queue;
      follow(await api.resize(desk.id, wanted()));
      tell("jobs");
    } catch (refused) { problem.replaceChildren(says(refused.message, "error")); }
  }, { id: "resize" });
  const label = () => {
    const count = wanted().length;
    go.textContent = count > 1 ? `Make ${count} formats` : "Make this format";
    go.disabled = !count;
  };
  host.replaceChildren(
    heading("Other formats", "laid out anew"),
    several("Formats", COMMON, chosen, (values) => { chosen = values; label(); }),
    text("Others", own, (value) => { own = value; label(); }, { placeholder: "50x70cm, 1200x628 …" }),
    go, problem,
  );
  label();
}
