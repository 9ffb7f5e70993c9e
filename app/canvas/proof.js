// The soft proof: the page shown as a printing condition prints it, with what it cannot print, or with the sums of its inks.

import { shownAs } from "./api.js";
import { page, tell } from "./studio.js";

const VIEWS = [["screen", "On screen"], ["proof", "As printed"], ["gamut", "Not printable"], ["inks", "Ink coverage"]];
const TOLD = {
  proof: "Colours as the press prints them.", gamut: "In magenta: colours the press cannot print.",
  inks: "Darker is more ink; red is above the press’s limit.",
};

export function proof(desk, canvas, host) {
  const control = document.createElement("select");
  control.setAttribute("aria-label", "Show the page");
  control.append(...VIEWS.map(([value, says]) => new Option(says, value)));
  control.onchange = () => {
    shownAs.view = control.value;
    host.closest(".posta-editor").dataset.shown = control.value;
    if (TOLD[control.value]) tell("says", { text: TOLD[control.value] });
    canvas.sheet.draw();
  };
  host.append(control);
  // The condition that is chosen for the file is the one that is shown.
  page.addEventListener("condition", ({ detail }) => {
    if (shownAs.condition === detail) return;
    shownAs.condition = detail;
    if (shownAs.view !== "screen") canvas.sheet.draw();
  });
  const can = () => { control.disabled = !desk.poster; };
  desk.addEventListener("state", can);
  desk.addEventListener("closed", can);
  can();
}
