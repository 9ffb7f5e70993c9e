// The editor: puts stage, layers, inspector and shortcuts together in one element, and speaks with the page around it.

import * as api from "./api.js";
import { clipboard } from "./clipboard.js";
import { empty } from "./empty.js";
import { icon } from "./icons.js";
import { inspector } from "./inspector.js";
import { layersPanel } from "./layers.js";
import { proof } from "./proof.js";
import { rulers } from "./rulers.js";
import { shortcuts } from "./shortcuts.js";
import { desk, follow, openLast, tell } from "./studio.js";

const KEPT = "posta-view";

export async function mount(host, { opened, chosen }) {
  while (!window.Konva) await new Promise((done) => setTimeout(done, 10));
  const { Canvas } = await import("./stage.js");
  host.innerHTML = `
    <div class="posta-editor">
      <aside class="posta-side left" aria-label="Layers"></aside>
      <section class="posta-middle">
        <div class="posta-bar" role="toolbar" aria-label="Canvas">
          ${[["side", "Hide or show the brief"], ["undo", "Undo (Ctrl+Z)"], ["redo", "Redo (Ctrl+Shift+Z)"]].map(button).join("")}
          <span class="posta-title" aria-live="polite"></span>
          <span class="posta-state" role="status"></span><span class="posta-proof"></span>
          ${[["several", "Select several layers, one press each"], ["minus", "Zoom out (-)"], ["plus", "Zoom in (+)"], ["fit", "Fit the page (Shift+1)"], ["panels", "Hide or show layers and inspector"], ["help", "Shortcuts (?)"]].map(button).join("")}
          <output class="posta-zoom" aria-label="Zoom"></output>
        </div>
        <div class="posta-board"><canvas class="ruler across"></canvas><canvas class="ruler down"></canvas>
          <div class="posta-stage" tabindex="0" role="application" aria-label="The poster"></div></div>
        <div class="posta-message" role="alert" hidden></div>
      </section>
      <aside class="posta-side right" aria-label="Inspector"><div class="posta-inspector"></div></aside>
      <div class="posta-empty"></div>
      <input type="file" accept="image/png,image/jpeg,image/webp,image/tiff" hidden>
      <dialog class="posta-help" aria-label="Shortcuts"></dialog>
    </div>`;
  const find = (selector) => host.querySelector(selector);
  const root = find(".posta-editor"), file = find("input[type=file]"), stageHost = find(".posta-stage");
  const canvas = new Canvas(desk, stageHost);
  rulers(desk, canvas, find(".ruler.across"), find(".ruler.down"));
  layersPanel(desk, find(".left"), () => file.click(), canvas);
  inspector(desk, find(".posta-inspector"));
  proof(desk, canvas, find(".posta-proof"));
  empty(find(".posta-empty"), chosen);

  const kept = JSON.parse(localStorage.getItem(KEPT) || "{}");
  Object.assign(canvas.guides, kept.guides);
  const ui = {
    host: root,
    active: () => root.offsetParent !== null && !find("dialog").open,
    tool: () => { canvas.panning = false; },
    toggle(what) {
      if (what === "panels") { const bare = root.classList.toggle("bare"); document.body.classList.toggle("posta-wide", bare); }
      else canvas.guides[what] = !canvas.guides[what];
      root.classList.toggle("no-rulers", !canvas.guides.rulers);
      localStorage.setItem(KEPT, JSON.stringify({ guides: canvas.guides }));
      canvas.drawMarks();
      desk.tell("view", {});
    },
    help(table) {
      const sheet = find("dialog");
      const rows = table.filter(([, says]) => says).map(([keys, says]) => `<li><kbd>${keys.replace(/Arrow(\w+)/, "$1 arrow")}</kbd> ${says}</li>`);
      sheet.innerHTML = `<h2>Shortcuts</h2><ul>${rows.join("")}<li><kbd>0–9</kbd> Opacity</li><li><kbd>Space</kbd> Pan while held</li><li><kbd>Ctrl+wheel</kbd> Zoom at the pointer</li><li><kbd>Ctrl+drag</kbd> No snapping</li><li><kbd>Alt+drag</kbd> Drag a copy</li><li><kbd>Shift+drag</kbd> Straight moves, kept proportions</li></ul><form method="dialog"><button>Close</button></form>`;
      sheet.showModal();
    },
  };
  root.classList.toggle("no-rulers", !canvas.guides.rulers);
  const table = shortcuts(desk, canvas, ui);
  clipboard(desk, { active: ui.active, typing: ui.typing, addPicture });

  root.addEventListener("click", (e) => {
    const what = e.target.closest("[data-bar]")?.dataset.bar;
    if (what === "side") { document.body.classList.toggle("posta-wide"); return; }
    if (what === "help") { ui.help(table); return; }
    if (what === "panels") { root.classList.toggle("no-panels"); return; }
    if (what === "several") {
      canvas.several = !canvas.several;
      e.target.closest("button").setAttribute("aria-pressed", String(canvas.several));
      return;
    }
    if (!what || !desk.poster) return;
    if (what === "undo") desk.undo();
    if (what === "redo") desk.redo();
    if (what === "plus") canvas.zoomTo(canvas.zoom * 1.25);
    if (what === "minus") canvas.zoomTo(canvas.zoom / 1.25);
    if (what === "fit") canvas.fit();
  });

  file.addEventListener("change", () => { if (file.files[0]) addPicture(file.files[0]); file.value = ""; });
  stageHost.addEventListener("dragover", (e) => e.preventDefault());
  stageHost.addEventListener("drop", (e) => {
    e.preventDefault();
    const picture = [...(e.dataTransfer.files ?? [])].find((f) => f.type.startsWith("image/"));
    if (picture && desk.poster) addPicture(picture);
  });
  async function addPicture(picture) {
    try {
      const { asset, width, height } = await api.addPicture(desk.id, picture);
      const page = desk.page, w = page.width * 0.4, h = Math.min(page.height * 0.6, (w * height) / width);
      desk.add("picture", { asset, box: [(page.width - w) / 2, (page.height - h) / 2, w, h], role: "photo" });
    } catch (problem) { say(problem.message); }
  }

  // Lettering chosen in the inspector is the lettering stage run again on that text.
  root.addEventListener("posta-letter", async ({ detail: { layer, style } }) => {
    try {
      await desk.queue;
      await follow(await api.stage(desk.id, desk.state.revision, "arttext", { layer, lettering: style || "plain" }));
    } catch (problem) { say(problem.message); }
  });

  let hush = 0;
  function say(text) {
    const box = find(".posta-message");
    box.textContent = text;
    box.hidden = !text;
    clearTimeout(hush);
    hush = setTimeout(() => { box.hidden = true; }, 9000);
  }

  const state = find(".posta-state");
  desk.addEventListener("problem", (e) => { state.textContent = "Not saved"; say(e.detail); });
  desk.addEventListener("hint", (e) => say(e.detail));
  desk.addEventListener("waiting", (e) => {
    state.textContent = "Not saved yet";
    find('[data-bar="undo"]').disabled = false;
    say(`${e.detail} Your change is kept here and saved as soon as that is possible; undo drops it.`);
  });
  window.addEventListener("beforeunload", (e) => { if (state.textContent === "Not saved yet") e.preventDefault(); });
  desk.addEventListener("busy", (e) => { if (e.detail) state.textContent = "Saving…"; else if (/^(Saving…|Not saved yet)$/.test(state.textContent)) { if (state.textContent !== "Saving…") say(""); state.textContent = "Saved"; } });
  desk.addEventListener("opened", () => { say(""); opened(desk.id); });
  desk.addEventListener("state", () => {
    root.classList.add("has-poster");
    find(".posta-title").textContent = desk.poster.brief.title;
    document.title = `${desk.poster.brief.title} · POSTA`;
    find('[data-bar="undo"]').disabled = !desk.state.can_undo;
    find('[data-bar="redo"]').disabled = !desk.state.can_redo;
  });
  desk.addEventListener("closed", () => { root.classList.remove("has-poster"); find(".posta-title").textContent = ""; document.title = "POSTA"; });
  desk.addEventListener("view", () => {
    if (!desk.poster) return;
    const per = { mm: 96 / 25.4, in: 96, px: 1 }[desk.page.unit];
    find(".posta-zoom").textContent = `${Math.round((canvas.zoom / per) * 100)} %`;
  });

  // A poster another tab or person has changed is shown as it is now, as soon as this tab is looked at again.
  document.addEventListener("visibilitychange", () => { if (!document.hidden && desk.id) desk.reload(); });
  Object.assign(window.posta, { canvas, ready: true });
  if (!(await openLast())) tell("nothing");
}

const button = ([name, label]) => `<button type="button" data-bar="${name}" aria-label="${label}" title="${label}">${icon(name)}</button>`;
