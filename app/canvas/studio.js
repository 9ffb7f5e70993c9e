// What all parts of the page share: the open poster, the strip of variants, the running jobs, and who listens to them.

import * as api from "./api.js";
import { Desk } from "./desk.js";

const STRIP = "posta-strip", OPEN = "posta-open", JOBS = "posta-jobs", MOST_IN_STRIP = 40;
const ID = /^[0-9a-f]{12}$/;

export const desk = new Desk();
export const page = new EventTarget();
export const tell = (name, detail) => page.dispatchEvent(new CustomEvent(name, { detail }));

const kept = (store, key, otherwise) => {
  try { return JSON.parse(store.getItem(key)) ?? otherwise; } catch { return otherwise; }
};

// --- the open poster: the address first, so that a reload and a copied link find it --------------------------------

export async function open(id, select) {
  if (!ID.test(id ?? "")) return false;
  try {
    await desk.open(id);
  } catch (problem) {
    tell("says", { text: problem.message, error: true });
    return false;
  }
  sessionStorage.setItem(OPEN, id);
  localStorage.setItem(OPEN, id);
  const url = new URL(window.location);
  url.searchParams.set("poster", id);
  window.history.replaceState(window.history.state, "", url);
  if (select) desk.select([select]);
  return true;
}

export function openLast() {
  const ids = [new URLSearchParams(window.location.search).get("poster"), sessionStorage.getItem(OPEN), localStorage.getItem(OPEN)];
  return open(ids.find((id) => ID.test(id ?? "")));
}

export function showTab(name) {
  for (const tab of document.querySelectorAll("#side-tabs button[role=tab], #main-tabs button[role=tab]")) {
    if (tab.textContent.trim() === name) tab.click();
  }
}

// --- the strip: posters made here, newest first, earlier ones after them --------------------------------------------

export const strip = {
  ids: kept(localStorage, STRIP, []).filter((id) => ID.test(id)),
  put(ids) {
    this.ids = [...ids, ...this.ids.filter((id) => !ids.includes(id))].slice(0, MOST_IN_STRIP);
    this.keep();
  },
  drop(id) { this.ids = this.ids.filter((x) => x !== id); this.keep(); },
  keep() { localStorage.setItem(STRIP, JSON.stringify(this.ids)); tell("strip"); },
};

// --- jobs: followed until they end, also after a reload -------------------------------------------------------------

export const jobs = new Map();
const keepJobs = () => sessionStorage.setItem(JOBS, JSON.stringify([...jobs.values()].filter((j) => !j.ended).map(({ id, shown }) => ({ id, shown }))));

export async function follow({ id, shown = 0 }) {
  if (jobs.has(id)) return;
  const job = { id, shown, state: "waiting", done: 0, doing: "waiting", before: 0, previews: 0, result: {}, ended: false };
  jobs.set(id, job);
  let lost = 0;
  while (!job.ended) {
    try {
      Object.assign(job, await api.job(id, lost || job.doing === "waiting" ? 0.2 : 10));
      lost = 0;
    } catch (problem) {
      lost += 1;
      if (problem.status === 404 || lost > 20) Object.assign(job, { state: "failed", error: problem.message });
      await new Promise((done) => setTimeout(done, 500));
    }
    job.ended = ["done", "failed", "cancelled"].includes(job.state);
    await news(job);
    keepJobs();
    tell("jobs");
  }
  tell("ended", job);
  setTimeout(() => { jobs.delete(id); tell("jobs"); }, job.state === "done" ? 0 : 12000);
}

async function news(job) {
  const { kind, result, state } = job;
  if (["make", "resize"].includes(kind) && result.posters?.length > job.shown) {
    const first = job.shown === 0;
    job.shown = result.posters.length;
    strip.put(kind === "make" ? result.posters : [...result.posters, job.poster]);
    if (first) await open(result.posters[0]);
  }
  if (state !== "done") return;
  for (const note of kind === "export" ? [] : result.notes ?? []) tell("says", { text: note });
  if (kind === "export") tell("file", { job: job.id, name: result.file.split("/").pop(), bytes: result.bytes });
  else if (result.poster) { strip.put([result.poster, job.poster].filter(Boolean)); await open(result.poster); }
  else if (result.revision && desk.id === job.poster) await desk.reload();
}

export const stop = (id) => api.cancel(id).catch((problem) => tell("says", { text: problem.message, error: true }));

for (const job of kept(sessionStorage, JOBS, [])) follow(job);

window.posta = { desk, open, strip, jobs, page, asked: () => ({}) };
