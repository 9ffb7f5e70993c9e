// The board: what runs now with its stage, progress and Stop, and what the studio has to say. Python tells it what began.

import { desk, follow, jobs, open, page, showTab, stop, strip, tell } from "./studio.js";

const NAMES = { make: "Posters", background: "Background", design: "Design", arttext: "Lettering", upscale: "Enlarging", export: "Export", resize: "New format" };

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

  function draw() {
    const shown = [...jobs.values()].filter((j) => !j.ended || j.state !== "done");
    running.replaceChildren(...shown.map((job) => {
      const row = document.createElement("div");
      row.className = `job ${job.state}`;
      row.setAttribute("role", job.state === "failed" ? "alert" : "status");
      row.dataset.kind = job.kind ?? "";
      if (job.ended) row.textContent = job.state === "failed" ? job.error : "Stopped. What was there before is unchanged.";
      else {
        const left = job.seconds_left > 1 ? ` · about ${Math.round(job.seconds_left)} s left` : "";
        row.innerHTML = `<span class="what"></span><button type="button">Stop</button><progress max="1" value="${job.done}" aria-label="Progress"></progress>`;
        row.querySelector(".what").textContent = `${NAMES[job.kind] ?? "Working"}: ${job.doing}${left}`;
        row.querySelector("button").onclick = () => stop(job.id);
      }
      return row;
    }));
  }

  function say({ text, error }) {
    const line = document.createElement("p");
    line.className = error ? "error" : "";
    if (error) line.setAttribute("role", "alert");
    line.textContent = text;
    says.replaceChildren(line);
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
