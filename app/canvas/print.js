// Export: the choices of `posta render`, shown where they apply to the kind of file; then what was found in the written file.

import * as api from "./api.js";
import { problemList } from "./check.js";
import { button, check, choice, file, heading, keep, kept, number, row, says, select, several, text } from "./form.js";
import { plan } from "./plan.js";
import { desk, follow, page, tell } from "./studio.js";

const KEPT = "posta-print";
const KINDS = [
  { label: "Print and office", options: [["pdf", "PDF"], ["tif", "TIFF"]] },
  { label: "Screen", options: [["png", "PNG"], ["jpg", "JPEG"], ["webp", "WebP"], ["svg", "SVG"]] },
  { label: "To go on working", options: [["psd", "Photoshop (layers)"], ["ora", "OpenRaster (layers)"], ["posta", "POSTA file"]] },
];
const PURPOSES = [["plain", "Screen & office"], ["x-4", "PDF/X-4"], ["x-1a", "PDF/X-1a"]];
const MARKS = [["crop", "Crop"], ["registration", "Registration"], ["bars", "Colour bars"], ["info", "Info line"]];
const SHEETS = [["", "Its own page"], ["tiles", "Tiles to glue together"], ["copies", "Several copies on a sheet"]];
const START = { kind: "pdf", pdf: "plain", ppi: null, condition: "fogra39", ink_limit: null, bleed: null, marks: [], quality: 92, text: "outlines", bits: 8, cmyk: false, layers: false, srgb: false, sheets: "", paper: "a4" };
const PICTURES = ["png", "jpg", "webp", "tif"];
const MM = { mm: 1, in: 25.4, px: 25.4 / 72 };

export function mount(host) {
  host.className = "posta-form posta-print";
  const told = kept(KEPT, START);
  let conditions = null;

  const set = (name, again = false) => (value) => {
    told[name] = value;
    keep(KEPT, told);
    if (name === "condition") tell("condition", value);
    if (again) draw(); else summary();
  };
  const usualPpi = () => (desk.poster && desk.page.unit === "px" ? 72 : 300);
  const ppi = () => told.ppi ?? usualPpi();
  const needsPress = () => (told.kind === "pdf" ? told.pdf !== "plain" : told.kind === "tif" && told.cmyk);
  const presses = () => conditions.filter((c) => c.limit);
  const condition = () => conditions && (presses().find((c) => c.name === told.condition) ?? presses()[0]);

  // Only what applies to the kind of file is sent.
  function order() {
    const { kind } = told, wanted = { kind };
    if (kind === "posta") return wanted;
    wanted.ppi = ppi();
    if (told.bleed !== null && kind !== "psd" && kind !== "ora") wanted.bleed = told.bleed;
    if (kind === "pdf") {
      Object.assign(wanted, { pdf: told.pdf, marks: told.marks, layers: told.layers });
      if (told.sheets) wanted.sheets = { kind: told.sheets, paper: told.paper };
    }
    if (kind === "pdf" && told.pdf === "plain" && told.srgb) wanted.condition = "srgb";
    if (needsPress()) Object.assign(wanted, { condition: condition()?.name ?? "fogra39", ink_limit: told.ink_limit });
    if (kind === "png" || kind === "tif") wanted.bits = kind === "tif" && told.cmyk ? 8 : told.bits;
    if (kind === "tif") wanted.cmyk = told.cmyk;
    if (kind === "jpg" || kind === "webp") wanted.quality = told.quality;
    if (kind === "svg") wanted.text = told.text;
    return wanted;
  }

  const line = says(""), report = document.createElement("div"), routes = document.createElement("div");
  report.className = "report";
  routes.className = "plan";
  const replan = plan(routes, ppi, host);

  function draw() {
    const { kind } = told, parts = [select("File", KINDS, kind, set("kind", true))];
    parts[0].querySelector("select").id = parts[0].querySelector("label").htmlFor = "export-kind";
    if (kind === "pdf") parts.push(choice("For", PURPOSES, told.pdf, set("pdf", true)));
    if (kind === "pdf" && told.pdf === "plain") parts.push(check("For an online printer that asks for sRGB", told.srgb, set("srgb")));
    if (needsPress() && conditions) parts.push(...press());
    const sizes = [];
    if (kind !== "posta") sizes.push(number("Pixels per inch", told.ppi, set("ppi"), { min: 10, max: 1200, placeholder: usualPpi() }));
    if (!["posta", "psd", "ora"].includes(kind)) {
      const own = desk.poster ? Math.round(desk.page.bleed * MM[desk.page.unit] * 10) / 10 : 3;
      sizes.push(number("Bleed", told.bleed, set("bleed"), { min: 0, max: 250, step: 0.5, unit: "mm", placeholder: kind === "pdf" ? own : 0 }));
    }
    if (sizes.length) parts.push(row(...sizes));
    if (kind === "pdf") {
      parts.push(several("Printer’s marks", MARKS, told.marks, set("marks")));
      const sheets = [select("Pages", SHEETS, told.sheets, set("sheets", true))];
      if (told.sheets) sheets.push(text("Paper", told.paper, set("paper"), { list: ["a4", "a3", "a2", "letter", "tabloid", "sra3"], wide: false }));
      parts.push(row(...sheets), check("Layers that can be switched off", told.layers, set("layers")));
    }
    if (kind === "tif") parts.push(check("In the press’s four inks (CMYK)", told.cmyk, set("cmyk", true)));
    if (kind === "png" || (kind === "tif" && !told.cmyk)) parts.push(check("16 bits a colour", told.bits === 16, (on) => set("bits")(on ? 16 : 8)));
    if (kind === "jpg" || kind === "webp") parts.push(number("Quality", told.quality, (v) => set("quality")(v ?? 92), { min: 1, max: 100, step: 1 }));
    if (kind === "svg") parts.push(choice("Words", [["outlines", "As outlines"], ["live", "As live text"]], told.text, set("text")));
    const doing = [button("Export", send, { primary: true, id: "export" })];
    if (kind === "pdf") doing.push(button("Check first", look, { id: "check-print" }));
    host.replaceChildren(heading("Export"), ...parts, line, row(...doing), report, routes);
    summary();
  }

  function press() {
    const own = condition();
    const options = [...presses().map((c) => [c.name, c.title]), ["+", "Bring a profile (.icc) …"]];
    const chosen = select("Printing condition", options, own?.name, (name) => {
      if (name !== "+") { set("condition", true)(name); return; }
      draw();
      host.querySelector(".drop input").click();
    });
    const bring = file("Press profile", { accept: ".icc,.icm", says: "Drop an .icc file of the print shop here, or choose one.", on: async (given) => {
      try {
        const brought = await api.bringCondition(given);
        conditions = await api.conditions();
        set("condition", true)(brought.name);
      } catch (problem) { report.replaceChildren(says(problem.message, "error")); }
    } });
    return [chosen, number("Ink limit", told.ink_limit, set("ink_limit"), { min: 150, max: 400, step: 5, unit: "%", placeholder: own?.limit }), bring];
  }

  function summary() {
    replan();
    if (!desk.poster || told.kind === "posta") { line.textContent = ""; return; }
    const { width, height, unit, bleed } = desk.page, mm = MM[unit];
    const edge = (told.bleed ?? (told.kind === "pdf" ? bleed * mm : 0)) * 2;
    const px = (side) => Math.round(((side * mm + edge) / 25.4) * ppi());
    const size = `${Math.round(width * 100) / 100} × ${Math.round(height * 100) / 100} ${unit}`;
    line.textContent = PICTURES.includes(told.kind) ? `${size}${edge ? ` and ${edge / 2} mm bleed` : ""}: ${px(width)} × ${px(height)} px` : size;
  }

  async function send() {
    if (!desk.id) { report.replaceChildren(says("Open or make a poster first.", "error")); return; }
    report.replaceChildren();
    try {
      await desk.queue;
      follow(await api.exportFile(desk.id, order()));
      tell("jobs");
    } catch (problem) { report.replaceChildren(says(problem.message, "error")); }
  }

  async function look() {
    if (!desk.id) { report.replaceChildren(says("Open or make a poster first.", "error")); return; }
    report.replaceChildren();
    try {
      await desk.queue;
      follow(await api.checkPrint(desk.id, order()));
      tell("jobs");
    } catch (problem) { report.replaceChildren(says(problem.message, "error")); }
  }

  page.addEventListener("ended", ({ detail: job }) => {
    if (!["export", "check"].includes(job.kind) || job.poster !== desk.id) return;
    if (job.state === "failed") { report.replaceChildren(says(job.error, "error")); return; }
    if (job.state !== "done") return;
    const { result } = job, shown = [];
    if (job.kind === "export") {
      const size = result.bytes > 1e6 ? `${(result.bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(result.bytes / 1e3)} kB`;
      const link = document.createElement("a");
      Object.assign(link, { href: `/api/v1/jobs/${job.id}/file`, download: result.file.split("/").pop(), className: "file" });
      link.textContent = link.download;
      shown.push(link, says(`${result.kind}, ${size}`));
      for (const note of result.notes ?? []) shown.push(says(note));
    }
    if (result.problems) {
      const where = job.kind === "export" ? "in the written file" : "for print";
      shown.push(result.problems.length ? problemList(result.problems) : says(`Nothing wrong was found ${where}.`, "fine"));
    }
    if (result.facts?.length) shown.push(facts(result.facts));
    report.replaceChildren(...shown);
  });
  function facts(rows) {
    const box = document.createElement("details"), list = document.createElement("dl");
    box.innerHTML = "<summary>Read from the file</summary>";
    for (const [what, value] of rows) {
      const name = document.createElement("dt"), told_ = document.createElement("dd");
      name.textContent = what;
      told_.textContent = value;
      list.append(name, told_);
    }
    box.append(list);
    return box;
  }

  desk.addEventListener("opened", () => { report.replaceChildren(); draw(); });
  desk.addEventListener("closed", draw);
  api.conditions().then((found) => { conditions = found; tell("condition", condition().name); draw(); }, (problem) => report.replaceChildren(says(problem.message, "error")));
  draw();
}
