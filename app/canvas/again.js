// Again: every stage with its engines and what they can be told. A button runs that stage alone; posters are made with the same choices.

import * as api from "./api.js";
import { button, check, choice, file, heading, number, range, row, says, select, text } from "./form.js";
import { modelCard, models } from "./models.js";
import { again, choices, choose, described, wanted } from "./stages.js";
import { desk, page } from "./studio.js";

const ANY = ["", "as it suits"];
const USES = [["reference", "to start from"], ["edit", "to change by the words"]];

export function mount(host) {
  host.className = "posta-form posta-again";
  host.innerHTML = '<section data-stage="background"></section><section data-stage="design"></section><section data-stage="arttext"></section>';
  const [ground, design, letters] = host.children;
  const wish = { theme: "", painter: "", style: "", finish: "", lettering: "plain", layer: "title", seed: { background: null, design: null, arttext: null } };
  let known = null, offered = null;

  const set = (stage, name, redraw) => (value) => { choose(stage, { [name]: value }); redraw?.(); };
  const note = (name) => (value) => { wish[name] = value; };
  const seed = (stage) => number("Seed", wish.seed[stage], (v) => { wish.seed[stage] = v; }, { min: 0, step: 1, placeholder: "the next one" });
  const drawAll = () => { drawGround(); drawDesign(); drawLetters(); };

  async function offer(redraw) {
    if (offered) return;
    try { offered = await models(); } catch (problem) { offered = { problem: problem.message }; }
    redraw();
  }

  function run(stage, label, order) {
    const node = button(label, async () => {
      node.disabled = true;
      problem.replaceChildren();
      try {
        await again(stage, { ...order(), seed: wish.seed[stage], choices: chosen(stage) });
      } catch (refused) { problem.replaceChildren(says(refused.message, "error")); }
      node.disabled = false;
    }, { primary: true, id: `again-${stage}` });
    const problem = document.createElement("div");
    return [node, problem];
  }

  const chosen = (stage) => (stage === "design" ? { design: only("design"), arttext: only("arttext") } : { [stage]: only(stage) });
  const only = (stage) => wanted()[stage];

  // --- the picture ---------------------------------------------------------------------------------------------------

  function drawGround() {
    const told = choices.background, put = (name, redraw) => set("background", name, redraw);
    const parts = [heading("Background"), choice("Made by", [["procedural", "Painters"], ["picture", "Own picture"], ["diffusion", "AI model"]], told.engine, put("engine", drawGround))];
    if (told.engine !== "picture") parts.push(themeField());
    if (told.engine === "procedural") parts.push(select("Painter", [ANY, ...(known?.painters ?? [])], wish.painter, note("painter")));
    if (told.engine === "picture") parts.push(pictureField("Your picture", "Drop a picture here, or choose one."));
    if (told.engine === "diffusion") parts.push(...modelFields("background", "text", drawGround));
    if (told.engine === "diffusion" && offered?.models) parts.push(...drawingFields(told, put));
    if (told.engine !== "picture") parts.push(seed("background"));
    ground.replaceChildren(...parts, ...run("background", "New background", () => (told.engine === "picture" ? {} : { theme: wish.theme, painter: told.engine === "procedural" ? wish.painter : "" })));
  }

  function themeField() {
    const box = text("The picture shows", wish.theme, note("theme"), { rows: 3, placeholder: desk.poster?.brief.theme || "as in the brief" });
    box.querySelector("textarea").id = "again-theme";
    const problem = document.createElement("div");
    const more = button("Describe it further", async () => {
      more.disabled = true;
      problem.replaceChildren();
      try {
        wish.theme = await described(wish.theme || desk.poster?.brief.theme || desk.poster?.brief.title || "", desk.poster?.brief.style);
        drawGround();
      } catch (refused) { problem.replaceChildren(says(refused.message, "error")); more.disabled = false; }
    }, { id: "again-describe" });
    more.className = "link";
    more.title = "A language model writes a full description, for you to read and change before it is used";
    box.append(more, problem);
    return box;
  }

  function pictureField(label, hint, name = "picture") {
    const told = choices.background;
    const field = file(label, {
      accept: "image/png,image/jpeg,image/webp,image/tiff,image/gif,image/bmp", says: hint,
      shown: told[name] ? "A picture is chosen. Drop another to replace it." : "",
      on: async (given) => {
        try {
          const { id } = await api.upload(given);
          set("background", name, drawGround)(id);
          return given.name;
        } catch (problem) { return { wrong: problem.message }; }
      },
    });
    if (told[name]) {
      const off = button("Leave it out", () => set("background", name, drawGround)(""));
      off.className = "link";
      field.append(off);
    }
    return field;
  }

  // --- what a picture model can be told --------------------------------------------------------------------------------

  function modelFields(stage, ability, redraw) {
    if (!offered) { offer(redraw); return [says("Looking for models …")]; }
    if (offered.problem) return [says(offered.problem, "error")];
    const told = choices[stage], can = offered.models.filter((m) => m.abilities.includes(ability));
    const options = [...can.map((m) => [m.name, m.name]), ...(offered.own.length ? [{ label: "Your own", options: offered.own }] : [])];
    const name = told.model || offered.default, parts = [select("Model", options, name, set(stage, "model", redraw))];
    const card = modelCard(offered, name, told.device, async () => { offered = null; await offer(redraw); });
    if (card) parts.push(card);
    if (offered.lacks) parts.push(check("Use the processor all the same (very slow)", told.device === "cpu", (on) => set(stage, "device", redraw)(on ? "cpu" : "auto")));
    return parts;
  }

  function drawingFields(told, put) {
    const row_ = offered.models.find((m) => m.name === (told.model || offered.default)), own = !row_;
    const parts = promptFields(told, put);
    if (own || row_.takes_negative) parts.push(text("Not wanted", told.negative, put("negative"), { placeholder: "text, frames, blur …" }));
    parts.push(row(
      number("Steps", told.steps, put("steps"), { min: 1, max: 200, step: 1, placeholder: row_?.steps ?? "" }),
      number("Guidance", told.guidance, put("guidance"), { min: 0, max: 30, step: 0.5, placeholder: row_?.guidance ?? "" }),
    ));
    parts.push(...styleFields(told, put, row_));
    parts.push(pictureField("Reference picture", "Optional: drop one here, or choose one."));
    if (told.picture) {
      parts.push(select("It is", USES.filter(([use]) => own || use === "reference" || row_.abilities.includes(use)), told.picture_as, put("picture_as", drawGround)));
      if (told.picture_as === "reference") parts.push(range("Drawn anew", told.strength, put("strength"), { min: 0.05, max: 1 }));
    }
    const kinds = own ? ["sketch", "canny", "depth", "pose"] : row_.drawings;
    if (kinds.length) {
      parts.push(pictureField("Drawing to follow", "Optional: a sketch or a depth map.", "control"));
      if (told.control) parts.push(select("Kind of drawing", kinds, told.control_as, put("control_as")));
    }
    return parts;
  }

  // The prompt is written from the theme, the style and the palette; whoever wants to changes the whole of it.
  function promptFields(told, put) {
    const sent = desk.layers.find((l) => l.role === "background")?.made_by?.settings?.prompt_sent;
    const link = (label, prompt) => {
      const one = button(label, () => put("prompt", drawGround)(prompt));
      one.className = "link";
      return one;
    };
    if (told.prompt) return [text("The whole prompt, used as it is", told.prompt, put("prompt"), { rows: 5 }), link("Write it from the theme again", "")];
    return sent ? [link("Change the whole prompt that was sent", sent)] : [];
  }

  function styleFields(told, put, model) {
    const fit = offered.styles.filter((s) => !s.family || !model || s.family === model.family), parts = [];
    told.styles.forEach((style, n) => {
      const about = offered.styles.find((s) => s.name === style.name);
      const change = (fields) => put("styles")(told.styles.map((s, i) => (i === n ? { ...s, ...fields } : s)));
      const one = range(style.name, style.weight ?? about?.weight ?? 1, (weight) => change({ weight }), { min: -1, max: 2 });
      const off = button("×", () => put("styles", drawGround)(told.styles.filter((_, i) => i !== n)));
      off.className = "link";
      off.setAttribute("aria-label", `Without the style ${style.name}`);
      one.append(off);
      parts.push(one);
    });
    const left = fit.filter((s) => !told.styles.some((t) => t.name === s.name));
    if (left.length) parts.push(select("Styles (LoRA)", [["", "Add a style …"], ...left.map((s) => [s.name, s.about ? `${s.name}: ${s.about}` : s.name])], "", (name) => name && put("styles", drawGround)([...told.styles, { name, weight: null }])));
    else if (!offered.styles.length) parts.push(says(`For LoRA styles, put .safetensors files into ${offered.styles_folder}.`));
    for (const problem of offered.style_problems) parts.push(says(problem, "error"));
    return parts;
  }

  // --- the words -----------------------------------------------------------------------------------------------------

  function drawDesign() {
    const told = choices.design, put = (name, redraw) => set("design", name, redraw);
    const parts = [heading("Design", "locked layers stay"), choice("Laid out by", [["rules", "Rules"], ["mllm", "Language model"]], told.engine, put("engine", drawDesign))];
    parts.push(select("Layout", [ANY, ...(known?.layouts ?? [])], wish.style, note("style")));
    parts.push(select("Print finish", [["", "as the layout says"], ...(known?.finishes ?? [])], wish.finish, note("finish")));
    if (told.engine === "mllm") {
      parts.push(text("Model server", told.url, put("url"), { placeholder: known?.server ?? "http://127.0.0.1:8000/v1", hint: "Any OpenAI-compatible server that sees pictures: vLLM, llama.cpp, Ollama." }));
      parts.push(row(text("Model there", told.model, put("model"), { placeholder: "its first", wide: false }), number("Candidates", told.candidates, (v) => put("candidates")(v ?? 3), { min: 1, max: 12, step: 1 })));
      parts.push(check("If it does not answer, let the rules do it", told.fallback === "rules", (on) => put("fallback")(on ? "rules" : "")));
    }
    parts.push(seed("design"));
    design.replaceChildren(...parts, ...run("design", "New design", () => ({ style: wish.style, finish: wish.finish })));
  }

  // --- the lettering -------------------------------------------------------------------------------------------------

  function drawLetters() {
    const told = choices.arttext, put = (name, redraw) => set("arttext", name, redraw);
    const texts = desk.layers.filter((l) => l.kind === "text").map((l) => [l.id, l.name || l.text.replace(/\s+/g, " ").slice(0, 40)]);
    if (texts.length && !texts.some(([id]) => id === wish.layer)) [[wish.layer]] = texts;
    const parts = [heading("Lettering"), choice("Made by", [["materials", "Materials"], ["diffusion", "AI model"]], told.engine, put("engine", drawLetters))];
    parts.push(select("Of the text", texts.length ? texts : [["title", "the title"]], wish.layer, note("layer")));
    if (told.engine === "materials") {
      if (!["plain", ...(known?.materials ?? [])].includes(wish.lettering)) wish.lettering = "plain";
      parts.push(select("Material", ["plain", ...(known?.materials ?? [])], wish.lettering, note("lettering")));
    } else {
      parts.push(text("It looks like", wish.lettering === "plain" ? "" : wish.lettering, note("lettering"), { placeholder: "melting chrome with green sparks" }));
      parts.push(...modelFields("arttext", "inpaint", drawLetters));
      parts.push(select("Drawn at once", [["title", "all of it"], ["word", "word by word"], ["letter", "letter by letter"]], told.parts, put("parts")));
      parts.push(range("Drawn anew", told.strength, put("strength"), { min: 0.05, max: 1 }));
      parts.push(check("If it cannot be read, use a material", told.fallback === "materials", (on) => put("fallback")(on ? "materials" : "")));
    }
    parts.push(seed("arttext"));
    letters.replaceChildren(...parts, ...run("arttext", "New lettering", () => ({ lettering: wish.lettering || "plain", layer: wish.layer })));
  }

  desk.addEventListener("opened", () => { wish.theme = ""; drawAll(); });
  let shown = "";
  desk.addEventListener("state", () => {
    const now = desk.layers.filter((l) => l.kind === "text").map((l) => `${l.id} ${l.name} ${l.text}`).join();
    if (now !== shown && !host.contains(document.activeElement)) { shown = now; drawLetters(); }
  });
  // What was just drawn can be gone on from; nobody is interrupted in typing.
  page.addEventListener("ended", ({ detail }) => {
    const typing = ground.contains(document.activeElement) && document.activeElement.matches("input, textarea");
    if (detail.kind === "background" && detail.state === "done" && !typing) drawGround();
  });
  page.addEventListener("ended", ({ detail }) => { if (detail.kind === "download") { offered = null; offer(drawAll); } });
  api.engines().then((found) => { known = found; drawAll(); }, (problem) => host.prepend(says(problem.message, "error")));
  drawAll();
}
