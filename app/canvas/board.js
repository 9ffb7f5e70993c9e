// The board: what runs now with its stage, progress and Stop, and what the studio has to say. Python tells it what began.

import { drawingUrl } from "./api.js";
import { askLicence, fetchModel, models } from "./models.js";
import { desk, follow, jobs, open, page, showTab, stop, strip, tell } from "./studio.js";

const NAMES = {
  make: "Posters", background: "Background", design: "Design", arttext: "Lettering", upscale: "Enlarging", export: "Export",
  resize: "Other formats", check: "Check for print", theme: "Description", download: "Download",
};
const FAILED_STAYS_MS = 60000, SAID_STAYS_MS = 9000;

// "3rd in line": how many go before it here; a device's own line is told by what the job is doing.
const place = (before) => (before ? `waiting, ${before} before you` : "waiting");

export function mount(host, { value, watch }) {
  host.className = "posta-board-jobs";
  host.innerHTML = '<div class="running"></div><div class="says" role="status" aria-live="polite"></div><div class="files"></div>';
  const [running, says, files] = host.children;

  watch(() => {
    const told = value();
    if (!told) return;
    says.replaceChildren();
    if (told.job) { follow(told.job); tell("jobs"); }
    if (told.error) say({ text: told.error, error: true });
    if (told.reload && told.reload === desk.id) desk.reload();
    if (told.open) { strip.put([told.open]); open(told.open); }
  });

  // A card for each job, kept while it runs: its Stop button stays the same one under the pointer.
  const cards = new Map();

  function draw() {
    for (const job of jobs.values()) if (!cards.has(job.id)) cards.set(job.id, card(job));
    for (const [id, node] of cards) {
      const job = jobs.get(id);
      if (job && !(job.ended && job.state === "done")) update(node, job);
      else if (!node.classList.contains("failed")) { node.remove(); cards.delete(id); }
    }
  }

  function card(job) {
    const node = document.createElement("div");
    node.innerHTML = '<img alt="The picture so far" hidden><span class="what"></span><button type="button">Stop</button><progress max="1" aria-label="Progress"></progress>';
    node.querySelector("button").onclick = () => {
      if (!node.classList.contains("failed")) { stop(job.id); return; }
      node.remove();
      cards.delete(job.id);
    };
    running.append(node);
    return node;
  }

  function update(node, job) {
    const failed = job.ended && job.state === "failed", [look, what, button, bar] = node.children;
    if (failed && node.dataset.told) return;
    node.className = `job ${job.state}`;
    node.dataset.kind = job.kind ?? "";
    node.setAttribute("role", failed ? "alert" : "status");
    bar.hidden = job.ended;
    if (job.ended) {
      what.textContent = failed ? `${NAMES[job.kind] ?? "Work"}: ${job.error}` : "Stopped. What was there before is unchanged.";
      button.textContent = "×";
      button.hidden = !failed;
      button.setAttribute("aria-label", "Take this away");
      if (failed && !node.dataset.told) offer(node, what, job);
      if (failed) setTimeout(() => { node.remove(); cards.delete(job.id); }, FAILED_STAYS_MS);
      return;
    }
    const left = job.seconds_left > 1 && !/left$/.test(job.doing) ? ` · about ${Math.round(job.seconds_left)} s left` : "";
    what.textContent = `${NAMES[job.kind] ?? "Working"}: ${job.doing === "waiting" ? place(job.before) : job.doing}${left}`;
    bar.value = job.done;
    if (job.previews && look.dataset.look !== String(job.previews)) {
      look.dataset.look = String(job.previews);
      look.src = drawingUrl(job.id, job.previews);
      look.hidden = false;
    }
  }

  // What would mend it, where the page can do it.
  async function offer(node, what, job) {
    node.dataset.told = "yes";
    const name = job.error_about;
    if (job.error_kind === "WeightsMissing" && name) what.append(" ", link("Download", () => fetchModel(name)));
    if (job.error_kind === "LicenceNeeded" && name) {
      what.append(" ", link("Read the licence …", async () => {
        const row = (await models()).models.find((m) => m.name === name);
        if (row) askLicence(row, () => tell("choices"));
      }));
    }
  }

  function link(label, on) {
    const one = document.createElement("button");
    Object.assign(one, { type: "button", textContent: label, onclick: on });
    return one;
  }

  let hush = 0;
  function say({ text, error }) {
    const line = document.createElement("p");
    line.className = error ? "error" : "";
    if (error) line.setAttribute("role", "alert");
    line.textContent = text;
    says.replaceChildren(line);
    clearTimeout(hush);
    if (!error) hush = setTimeout(() => says.replaceChildren(), SAID_STAYS_MS);
  }

  page.addEventListener("jobs", draw);
  page.addEventListener("says", (e) => say(e.detail));
  page.addEventListener("file", ({ detail: { job, name, bytes } }) => {
    const link = document.createElement("a");
    Object.assign(link, { href: `/api/v1/jobs/${job}/file`, download: name });
    link.textContent = `${name} · ${bytes > 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(bytes / 1e3)} kB`}`;
    files.prepend(link);
    while (files.children.length > 3) files.lastChild.remove();
    link.click();
  });
  document.addEventListener("posta-export", () => showTab("Export"));
  draw();
}
