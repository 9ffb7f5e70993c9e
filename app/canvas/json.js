// The JSON tab: the document as people edit it, judged while it is typed, with its lines and the canvas in step.

import * as api from "./api.js";
import { layerPlaces, lineAt, placeOf, places } from "./places.js";
import { desk } from "./studio.js";

const LARGEST_COLOURED = 300_000;
const COLOURS = /("(?:[^"\\\n]|\\.)*")(\s*:)?|(-?\b\d[\d.eE+-]*\b)|\b(true|false|null)\b/g;

export function mount(host) {
  host.className = "posta-json";
  host.innerHTML = `
    <div class="tools" role="toolbar" aria-label="JSON">
      <button type="button" class="apply" title="Put this text on the canvas (Ctrl+Enter)">Apply</button>
      <button type="button" class="reload" title="Take the poster as it is on the canvas">Reload</button>
      <span class="verdict" role="status"></span>
    </div>
    <div class="page">
      <ol class="gutter" aria-hidden="true"></ol>
      <div class="sheet"><pre aria-hidden="true"></pre><textarea spellcheck="false" autocapitalize="off" wrap="off" aria-label="The poster as JSON"></textarea></div>
    </div>
    <ul class="faults" aria-label="Problems of this text"></ul>`;
  const find = (selector) => host.querySelector(selector);
  const area = find("textarea"), picture = find("pre"), gutter = find(".gutter"), faults = find(".faults"), verdict = find(".verdict");
  let base = null, found = new Map(), wrong = [], judging = 0, asked = 0;

  const isEdited = () => base !== null && base.id === desk.id && area.value !== base.text;
  const isBehind = () => desk.state?.revision !== base.revision;
  const sayBehind = () => say("The poster was changed on the canvas. Your text is still here; Reload takes over that change.", "error");
  const isOpen = () => host.offsetParent !== null;

  function say(text, kind = "") {
    verdict.textContent = text;
    verdict.className = `verdict ${kind}`;
  }

  // --- keeping it with the canvas ------------------------------------------------------------------------------------

  async function follow() {
    if (!isOpen()) return;
    if (!desk.id) { base = null; show(""); say("Open or make a poster first."); return; }
    if (isEdited()) {
      if (isBehind()) sayBehind();
      return;
    }
    if (base?.id !== desk.id || base.revision !== desk.state.revision) await load();
    showSelected();
  }

  async function load() {
    const id = desk.id, mine = (asked += 1);
    try {
      const { text, revision } = await api.documentText(id);
      if (mine !== asked || id !== desk.id) return;
      const other = base?.id !== id;
      base = { id, revision, text };
      show(text, other ? 0 : area.parentElement.parentElement.scrollTop);
      tellFaults([]);
      say("");
    } catch (problem) { say(problem.message, "error"); }
  }

  function show(text, top = 0) {
    area.value = text;
    draw();
    find(".page").scrollTop = top;
  }

  // The selected layer's lines are marked and brought into view.
  function showSelected() {
    const layers = layerPlaces(area.value, found);
    const chosen = layers.filter(([id]) => desk.selection.includes(id));
    markLines(chosen);
    if (chosen.length && document.activeElement !== area) bringIntoView(chosen[0][1]);
  }

  function markLines(chosen) {
    const marked = new Set();
    for (const [, start, end] of chosen) {
      for (let n = lineAt(area.value, start).line; n <= lineAt(area.value, end).line; n += 1) marked.add(n);
    }
    [...gutter.children].forEach((line, n) => line.classList.toggle("chosen", marked.has(n + 1)));
  }

  function bringIntoView(offset) {
    const page = find(".page"), { line, column } = lineAt(area.value, offset), style = getComputedStyle(area);
    const top = (line - 1) * parseFloat(style.lineHeight);
    if (top < page.scrollTop + 20 || top > page.scrollTop + page.clientHeight - 60) page.scrollTop = Math.max(0, top - page.clientHeight / 3);
    page.scrollLeft = Math.max(0, column * parseFloat(style.fontSize) * 0.6 - page.clientWidth * 0.7);
  }

  // --- drawing -------------------------------------------------------------------------------------------------------

  function draw() {
    const text = area.value, lines = text.split("\n").length;
    found = places(text);
    while (gutter.children.length < lines) gutter.append(document.createElement("li"));
    while (gutter.children.length > lines) gutter.lastChild.remove();
    picture.innerHTML = coloured(text);
    area.style.height = picture.style.height = `calc(${lines} * 1.5em + 16px)`;
    area.style.width = "";
    area.style.width = `${area.scrollWidth}px`;
  }

  function coloured(text) {
    const safe = (part) => part.replace(/&/g, "&amp;").replace(/</g, "&lt;");
    if (text.length > LARGEST_COLOURED) return "";
    let out = "", from = 0;
    const spans = wrong.map((fault) => fault.span).sort((one, two) => one[0] - two[0]);
    const plain = (until) => { out += safe(text.slice(from, until)); from = until; };
    const colour = (until) => {
      const part = text.slice(from, until);
      out += safe(part).replace(COLOURS, (whole, string, colon, number, word) =>
        string ? `<i class="${colon ? "key" : "string"}">${string}</i>${colon ?? ""}` : `<i class="${number ? "number" : "word"}">${number ?? word}</i>`);
      from = until;
    };
    for (const [start, end] of spans) {
      if (start < from) continue;
      colour(start);
      out += "<mark>";
      plain(Math.max(start + 1, Math.min(end, text.length)));
      out += "</mark>";
    }
    colour(text.length);
    return out;
  }

  // --- judging -------------------------------------------------------------------------------------------------------

  async function judge() {
    const text = area.value;
    try {
      const { problems } = await api.judge(text);
      if (text !== area.value) return;
      tellFaults(problems);
      if (problems.length || !isEdited()) return;
      if (isBehind()) sayBehind();
      else say("Valid. Apply puts it on the canvas.", "fine");
    } catch (problem) { say(problem.message, "error"); }
  }

  function tellFaults(problems) {
    const text = area.value;
    wrong = problems.map(({ path, message, line, column }) => {
      const start = line ? text.split("\n").slice(0, line - 1).reduce((sum, l) => sum + l.length + 1, 0) + column - 1 : 0;
      const span = line ? [start, start + 1] : placeOf(found, path);
      return { message, span, ...lineAt(text, span[0]) };
    });
    picture.innerHTML = coloured(text);
    [...gutter.children].forEach((item) => { item.classList.remove("wrong"); item.title = ""; });
    faults.replaceChildren(...wrong.map((fault) => {
      const line = gutter.children[fault.line - 1];
      line?.classList.add("wrong");
      if (line) line.title = fault.message;
      const item = document.createElement("li");
      item.innerHTML = '<button type="button"><b></b> <span></span></button>';
      item.querySelector("b").textContent = `Line ${fault.line}, column ${fault.column}`;
      item.querySelector("span").textContent = fault.message;
      item.firstChild.onclick = () => jump(fault.span);
      return item;
    }));
    if (wrong.length) say(wrong.length === 1 ? "One problem: this text cannot be put on the canvas yet." : `${wrong.length} problems: this text cannot be put on the canvas yet.`, "error");
  }

  function jump([start, end]) {
    area.focus({ preventScroll: true });
    area.setSelectionRange(start, Math.max(end, start + 1));
    bringIntoView(start);
  }

  async function apply() {
    if (!desk.id || !base) return;
    if (base.id !== desk.id) { say("This JSON is of another poster. Reload it first.", "error"); return; }
    const text = area.value;
    await desk.queue;
    try {
      const state = await api.put(desk.id, base.revision, text);
      base = { id: desk.id, revision: state.revision, text };
      tellFaults([]);
      desk.take(state);
      desk.tell("saved");
      say("Applied.", "fine");
    } catch (problem) {
      await judge();
      say(`Not applied. ${problem.message}${problem.status === 409 ? " Your text is still here; Reload takes over that change." : ""}`, "error");
    }
  }

  area.addEventListener("input", () => {
    draw();
    clearTimeout(judging);
    judging = setTimeout(judge, 200);
  });
  area.addEventListener("keydown", (e) => {
    if ((e.ctrlKey || e.metaKey) && (e.key === "Enter" || e.key.toLowerCase() === "s")) { e.preventDefault(); apply(); }
    if (e.key === "Escape") find(".apply").focus();
  });
  // Where the cursor stands is what is selected on the canvas.
  for (const event of ["click", "keyup"]) {
    area.addEventListener(event, () => {
      const at = area.selectionStart, layers = layerPlaces(area.value, found);
      const layer = layers.find(([, start, end]) => start <= at && at <= end);
      if (layer && desk.layer(layer[0])) desk.select([layer[0]]);
      markLines(layer ? [layer] : []);
    });
  }
  find(".apply").onclick = apply;
  find(".reload").onclick = load;
  desk.addEventListener("state", follow);
  desk.addEventListener("selection", () => { if (isOpen()) showSelected(); });
  desk.addEventListener("opened", follow);
  desk.addEventListener("closed", follow);
  new IntersectionObserver((seen) => { if (seen.some((s) => s.isIntersecting)) follow(); }).observe(host);
}
