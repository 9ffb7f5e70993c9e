// The plan for a print: which ways reach the wanted pixels here, what each takes, and a button where the enlarge stage takes it.

import * as api from "./api.js";
import { button, heading, says } from "./form.js";
import { fetchModel } from "./models.js";
import { enlarge } from "./stages.js";
import { desk, page } from "./studio.js";

const WAIT_MS = 500;
const NAMES = { paint: "Painted at this size", "as it is": "The picture has the pixels", lanczos: "Resampled (Lanczos)", network: "A learned network", "draw larger": "Drawn larger by a model", "draw larger, network": "Drawn larger, then a network" };
const memory = (gb) => (gb < 0.95 ? `${Math.max(1, Math.round(gb * 1000))} MB` : `${gb.toFixed(1)} GB`);

// `panel`: what must be on the screen for the plan to be asked for.
export function plan(host, ppi, panel) {
  let soon = 0, asked = 0, shown = "";

  async function ask() {
    const mine = (asked += 1), id = desk.id, want = ppi(), key = `${id}/${desk.state?.revision}/${want}`;
    if (!id || !desk.poster || !panel.offsetParent || key === shown) return;
    try {
      const told = await api.plan(id, want);
      if (mine !== asked || id !== desk.id) return;
      shown = key;
      draw(told, want);
    } catch (problem) { if (mine === asked) host.replaceChildren(says(problem.message, "error")); }
  }

  function draw(told, want) {
    const [best] = told.routes, enough = best && !best.lacks && best.ppi >= Math.min(want, 200) * 0.98;
    const parts = [heading("Resolution", `${told.width} × ${told.height} px at ${told.ppi} ppi`)];
    if (best && !best.lacks) {
      const words = { paint: "The background is painted at exactly this size.", "as it is": "The background has all the pixels it needs." }[best.name];
      parts.push(says(words ?? `The background truly has ${Math.round(own(told))} ppi at this size${enough ? "" : "; 200 are the least for print"}.`, enough ? "fine" : "note"));
    }
    const others = told.routes.filter((r) => r.run || r.lacks || !["paint", "as it is"].includes(r.name));
    if (others.length) parts.push(table(told, others, want));
    host.replaceChildren(...parts);
  }

  // What the picture has before anything is done to it: resampling adds no detail.
  const own = (told) => told.routes.find((r) => r.name === "lanczos")?.ppi ?? told.routes[0].ppi;

  function table(told, routes, want) {
    const list = document.createElement("ul");
    for (const route of routes) {
      const item = document.createElement("li");
      item.className = route.lacks ? "lacks" : "";
      item.innerHTML = "<b></b><span></span><small></small>";
      item.children[0].textContent = NAMES[route.name] ?? route.name;
      item.children[1].textContent = `${Math.round(route.ppi)} ppi`;
      const takes = [`${route.measured ? "" : "about "}${route.time}`, memory(route.host_gb), route.gpu_gb ? `${memory(route.gpu_gb)} GPU` : ""];
      item.children[2].textContent = route.lacks ? route.lacks.replace(/^(?!Not)/, "Not here: ") : `${takes.filter(Boolean).join(", ")}. ${route.how}`;
      if (route.lacks && route.run?.engine === "spandrel" && told.network_to_fetch) item.append(button("Download it", () => fetchModel(told.network_to_fetch)));
      if (route.run && !route.lacks) item.append(button("Enlarge", () => enlarge(route.run, want)));
      list.append(item);
    }
    return list;
  }

  page.addEventListener("ended", ({ detail }) => { if (detail.kind === "download") { shown = ""; later(); } });
  const later = () => { clearTimeout(soon); soon = setTimeout(ask, WAIT_MS); };
  for (const event of ["state", "opened"]) desk.addEventListener(event, later);
  desk.addEventListener("closed", () => host.replaceChildren());
  new IntersectionObserver((seen) => { if (seen.some((s) => s.isIntersecting)) later(); }).observe(panel);
  return later;
}
