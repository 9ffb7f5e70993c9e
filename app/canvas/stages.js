// What every stage is made with: choices kept for this person, one stage run again, and the theme described further.

import * as api from "./api.js";
import { keep, kept } from "./form.js";
import { desk, follow, page, tell } from "./studio.js";

const KEPT = "posta-stages";
const START = {
  background: { engine: "procedural", model: "", device: "auto", prompt: "", negative: "", steps: null, guidance: null, styles: [], picture: "", picture_as: "reference", control: "", control_as: "sketch", strength: 0.6, tries: 3, pixels: null },
  design: { engine: "rules", url: "", model: "", candidates: 3, fallback: "" },
  arttext: { engine: "materials", model: "", device: "auto", parts: "title", strength: 0.8, fallback: "" },
};

const before = kept(KEPT, {});
export const choices = Object.fromEntries(Object.entries(START).map(([stage, own]) => [stage, { ...own, ...before[stage] }]));

export function choose(stage, fields) {
  Object.assign(choices[stage], fields);
  keep(KEPT, choices);
  page.dispatchEvent(new Event("choices"));
}

// Only what belongs to the engine that is chosen is sent: what another one was told stays in the form.
const OF = {
  procedural: [], picture: ["picture"], rules: [], materials: [],
  diffusion: ["model", "device", "prompt", "negative", "steps", "guidance", "styles", "picture", "picture_as", "control", "control_as", "strength", "tries", "pixels"],
  mllm: ["url", "model", "candidates", "fallback"],
  lettering: ["model", "device", "parts", "strength", "fallback"],
};

export function wanted() {
  return Object.fromEntries(Object.entries(choices).map(([stage, told]) => {
    const names = stage === "arttext" && told.engine === "diffusion" ? OF.lettering : OF[told.engine] ?? [];
    return [stage, Object.fromEntries(["engine", ...names].map((name) => [name, told[name]]))];
  }));
}

// In words, for the brief: which engines make the posters.
export function inWords() {
  const { background, design, arttext } = choices, names = [];
  if (background.engine === "diffusion") names.push(`pictures by ${background.model || "a diffusion model"}`);
  if (background.engine === "picture") names.push("your own picture");
  if (design.engine === "mllm") names.push("layouts by a language model");
  if (arttext.engine === "diffusion") names.push("lettering by a diffusion model");
  return names.join(", ");
}

export async function again(stage, order) {
  if (!desk.id) throw new api.Refused("Open or make a poster first.", 0);
  await desk.queue;
  const job = await api.stage(desk.id, desk.state.revision, stage, order);
  follow(job);
  return job;
}

export async function enlarge(run, ppi) {
  try {
    await again("upscale", { ppi, choices: { upscale: run } });
  } catch (problem) { tell("says", { text: problem.message, error: true }); }
}

// A job whose result somebody waits for.
export async function ended(job) {
  return new Promise((done) => {
    const hear = ({ detail }) => {
      if (detail.id !== job.id) return;
      page.removeEventListener("ended", hear);
      done(detail);
    };
    page.addEventListener("ended", hear);
    follow(job);
  });
}

// A fuller description of a short theme, by the language model. Answers with its words; raises Refused.
export async function described(theme, style = "") {
  const { url, model } = choices.design;
  const job = await ended(await api.describe({ theme, style, url, model }));
  if (job.state !== "done") throw new api.Refused(job.state === "cancelled" ? "Stopped." : job.error, 0);
  return job.result.text;
}

// The person's own files for the next posters: ids of what was brought.
export const ownFiles = { background: "", logo: "" };

window.posta.asked = () => ({ stages: wanted(), ...ownFiles });
