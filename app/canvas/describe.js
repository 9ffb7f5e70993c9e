// Under the theme of the brief: a language model describes the picture further, and which engines will make the posters.

import { button, says } from "./form.js";
import { choices, described, inWords } from "./stages.js";
import { page, showTab } from "./studio.js";

export function mount(host) {
  host.className = "posta-form posta-describe";
  const theme = () => document.querySelector("#brief-theme textarea");
  const problem = document.createElement("div"), made = document.createElement("p");
  const more = button("Describe it further", async () => {
    const box = theme();
    problem.replaceChildren();
    more.disabled = true;
    try {
      const words = await described(box.value || document.querySelector("#brief-title textarea, #brief-title input").value);
      box.value = words;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.focus();
    } catch (refused) { problem.replaceChildren(says(refused.message, "error")); }
    more.disabled = false;
  }, { id: "brief-describe" });
  more.className = "link";
  more.title = "A language model writes a full description, for you to read and change before it is used";

  function draw() {
    const words = inWords();
    made.className = "note";
    made.hidden = !words;
    made.textContent = words ? `Made with ${words}. ` : "";
    const change = button("Change", () => showTab("Again"));
    change.className = "link";
    made.append(change);
    more.hidden = choices.background.engine === "picture";
  }
  host.replaceChildren(more, problem, made);
  page.addEventListener("choices", draw);
  draw();
}
