// The server, as functions: poster ids and changes in, states out. Errors carry the sentence the server gave.

const BASE = new URL("/api/v1/", window.location.origin);

export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function ask(method, path, { body, revision, how = (answer) => answer.json() } = {}) {
  const headers = {};
  if (revision) headers["If-Match"] = revision;
  if (body !== undefined && !(body instanceof FormData)) {
    headers["Content-Type"] = "application/json";
    body = typeof body === "string" ? body : JSON.stringify(body);
  }
  let answer;
  try {
    answer = await fetch(new URL(path, BASE), { method, headers, body });
  } catch {
    throw new Refused("The studio's server does not answer.", 0);
  }
  if (!answer.ok) {
    const told = await answer.json().catch(() => ({}));
    throw new Refused([told.error || told.detail || answer.statusText, told.hint].filter(Boolean).join(" "), answer.status);
  }
  if (answer.status === 204) return null;
  return how(answer);
}

export const load = (id) => ask("GET", `posters/${id}`);
export const patch = (id, revision, change, width = 0) => ask("PATCH", `posters/${id}?preview=${width}`, { body: change, revision });
export const put = (id, revision, text) => ask("PUT", `posters/${id}`, { body: text, revision });
export const judge = (text) => ask("POST", "check", { body: text });
export const documentText = (id) => ask("GET", `posters/${id}/document`, {
  how: async (answer) => ({ text: await answer.text(), revision: answer.headers.get("X-Revision") }),
});
export const undo = (id) => ask("POST", `posters/${id}/undo`);
export const redo = (id) => ask("POST", `posters/${id}/redo`);
export const restore = (id, revision) => ask("POST", `posters/${id}/restore/${revision}`);
export const history = (id, last) => ask("GET", `posters/${id}/history?last=${last}`);
export const snapshot = (id, name) => ask("POST", `posters/${id}/snapshots`, { body: form({ name }) });
export const posters = (search) => ask("GET", `posters?limit=1000&search=${encodeURIComponent(search)}`);
export const duplicate = (id) => ask("POST", `posters/${id}/duplicate`);
export const bin = (id) => ask("DELETE", `posters/${id}`);
export const binned = () => ask("GET", "bin");
export const bringBack = (id) => ask("POST", `bin/${id}/restore`);
export const stage = (id, revision, name, order) => ask("POST", `posters/${id}/stages/${name}`, { body: order, revision });
export const job = (id, wait) => ask("GET", `jobs/${id}?wait=${wait}`);
export const cancel = (id) => ask("DELETE", `jobs/${id}`);
export const problems = (id) => ask("GET", `posters/${id}/problems`);
export const fonts = () => ask("GET", "fonts");
export const face = (family, weight, italic) => ask("GET", `fonts/${encodeURIComponent(family)}?weight=${weight}&italic=${italic}`);
export const finishes = (id, layer) => ask("GET", `posters/${id}/finishes?layer=${encodeURIComponent(layer)}`);
export const engines = () => ask("GET", "engines");
export const models = () => ask("GET", "models");
export const acceptLicence = (name) => ask("POST", `models/${encodeURIComponent(name)}/licence`);
export const download = (name) => ask("POST", `models/${encodeURIComponent(name)}/download`);
export const describe = (order) => ask("POST", "themes", { body: order });
export const conditions = () => ask("GET", "conditions");
export const bringCondition = (file) => ask("POST", "conditions", { body: form({ file }) });
export const upload = (file) => ask("POST", "uploads", { body: form({ file }) });
export const bringFont = (file) => ask("POST", "fonts", { body: form({ file }) });
export const bringPoster = (file) => ask("POST", "posters", { body: form({ file }) });
export const exportFile = (id, order) => ask("POST", `posters/${id}/exports`, { body: order });
export const checkPrint = (id, order) => ask("POST", `posters/${id}/checks`, { body: order });
export const plan = (id, ppi) => ask("GET", `posters/${id}/plan?ppi=${ppi}`);
export const resize = (id, formats) => ask("POST", `posters/${id}/resize`, { body: { formats } });
export const examples = () => ask("GET", "examples");
export const drawingUrl = (id, number) => new URL(`jobs/${id}/preview?n=${number}`, BASE).href;

const form = (fields) => Object.entries(fields).reduce((all, [name, value]) => (all.append(name, value), all), new FormData());

export const thumbnailUrl = (id, revision = "") => new URL(`posters/${id}/thumbnail.jpg?rev=${revision.slice(0, 16)}`, BASE).href;

// How the page is shown: as on the screen, or as a printing condition prints it. The same for every preview of the canvas.
export const shownAs = { view: "screen", condition: "fogra39" };

export function previewUrl(id, revision, width, without = []) {
  const url = new URL(`posters/${id}/preview.jpg`, BASE);
  url.searchParams.set("width", String(width));
  url.searchParams.set("rev", revision.slice(0, 12));
  if (without.length) url.searchParams.set("without", without.join(","));
  if (shownAs.view !== "screen") { url.searchParams.set("proof", shownAs.condition); url.searchParams.set("view", shownAs.view); }
  return url.href;
}

export const assetUrl = (id, asset) => new URL(`posters/${id}/assets/${asset.slice(7)}.jpg`, BASE).href;

export function layersUrl(id, revision, width, ids) {
  const url = new URL(`posters/${id}/layers.png`, BASE);
  url.searchParams.set("width", String(width));
  url.searchParams.set("rev", revision.slice(0, 12));
  url.searchParams.set("ids", ids.join(","));
  return url.href;
}

export async function draft(id, change, width) {
  const url = await ask("POST", `posters/${id}/draft.jpg?width=${width}`, { body: change, how: async (answer) => URL.createObjectURL(await answer.blob()) });
  return picture(url).finally(() => URL.revokeObjectURL(url));
}

export function addPicture(id, file) {
  return ask("POST", `posters/${id}/assets`, { body: form({ file }) });
}

export function picture(url) {
  return new Promise((done, failed) => {
    const image = new Image();
    image.onload = () => done(image);
    image.onerror = () => failed(new Refused("The preview could not be drawn.", 0));
    image.src = url;
  });
}
