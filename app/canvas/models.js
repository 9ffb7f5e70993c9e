// Picture models: what is known of one (licence, size, whether it is here), with its download and its licence to accept.

import * as api from "./api.js";
import { button, says } from "./form.js";
import { follow, tell } from "./studio.js";

export const models = api.models;

// What a person should know of a chosen model before it is used; null for one of their own.
export function modelCard(offered, name, device, changed) {
  const row = offered.models.find((m) => m.name === name);
  const box = document.createElement("div");
  box.className = "model-card";
  if (row) box.append(says(row.about));
  if (row && !row.accepted) {
    box.append(says(`Its licence is the ${row.licence.name}: no commercial use.`, "error"), button("Read the licence …", () => askLicence(row, changed)));
  } else if (row && !row.here) {
    const gate = row.gated ? " The model hub asks for an account that accepted its terms." : "";
    box.append(says(`Not on this computer: ${row.download_gb} GB to download, licence ${row.licence.name}.${gate}`), button("Download", () => fetchModel(name)));
  }
  if (offered.lacks && device !== "cpu") box.append(says(offered.lacks, "error"));
  return box.children.length ? box : null;
}

export async function fetchModel(name) {
  try {
    follow(await api.download(name));
    tell("jobs");
  } catch (problem) { tell("says", { text: problem.message, error: true }); }
}

// Accepting a licence is the person's own act: its text is linked, and nothing happens until they say so.
export function askLicence(row, changed) {
  const sheet = document.createElement("dialog");
  sheet.className = "posta-dialog";
  sheet.setAttribute("aria-label", `Licence of ${row.name}`);
  sheet.innerHTML = `<h2></h2><p></p><p><a target="_blank" rel="noopener noreferrer">Read it</a></p>
    <label><input type="checkbox"> <span>I have read it and keep to it.</span></label>
    <form method="dialog"><button value="">Not now</button> <button value="yes" class="primary" disabled>Accept</button></form>`;
  sheet.querySelector("h2").textContent = row.licence.name;
  sheet.querySelector("p").textContent = `${row.name} may not be used for commercial work unless you have another agreement with its makers. Your acceptance is remembered on this computer.`;
  sheet.querySelector("a").href = row.licence.url;
  const box = sheet.querySelector("input");
  box.onchange = () => { sheet.querySelector("[value=yes]").disabled = !box.checked; };
  sheet.onclose = async () => {
    const yes = sheet.returnValue === "yes" && box.checked;
    sheet.remove();
    if (!yes) return;
    try {
      await api.acceptLicence(row.name);
      await changed();
    } catch (problem) { tell("says", { text: problem.message, error: true }); }
  };
  document.body.append(sheet);
  sheet.showModal();
}
