// Problems of the open poster, errors first; a click selects the layer.

import { desk, showTab } from "./studio.js";

export function problemList(found) {
  const list = document.createElement("ul");
  list.className = "problems";
  for (const problem of found) {
    const line = document.createElement("li");
    line.className = problem.level;
    line.innerHTML = '<button type="button"><b></b> <span></span></button>';
    line.querySelector("b").textContent = problem.layer;
    line.querySelector("span").textContent = problem.message;
    const there = problem.layer && desk.layer(problem.layer);
    line.querySelector("button").disabled = !there;
    line.querySelector("button").onclick = () => { showTab("Poster"); desk.select([problem.layer]); };
    list.append(line);
  }
  return list;
}

export function mount(host) {
  host.className = "posta-check";
  function draw() {
    const found = desk.problems;
    if (!desk.poster || !found) return host.replaceChildren();
    if (!found.length) {
      host.innerHTML = '<p class="fine">No problems found.</p>';
      return undefined;
    }
    return host.replaceChildren(problemList(found));
  }
  desk.addEventListener("checked", draw);
  desk.addEventListener("closed", draw);
  draw();
}
