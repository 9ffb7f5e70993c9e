// Where things stand in JSON text: text in, the span of every value by its path ("layers[2].box") out, also while it is
// being edited and not quite JSON.

const TOKENS = /"(?:[^"\\\n]|\\.)*"?|[{}[\],:]|[^\s{}[\],:"]+/g;

// {path: [start, end]} of every value; a value that is not closed ends where the text ends.
export function places(text) {
  const found = new Map();
  const open = [];  // {path, start, list, index, key}
  const here = () => {
    const at = open.at(-1);
    if (!at) return "";
    return at.list ? `${at.path}[${at.index}]` : at.path ? `${at.path}.${at.key}` : (at.key ?? "");
  };
  for (const { 0: token, index: start } of text.matchAll(TOKENS)) {
    const at = open.at(-1), end = start + token.length;
    if (token === "{" || token === "[") open.push({ path: here(), start, list: token === "[", index: 0, key: null });
    else if (token === "}" || token === "]") {
      const closed = open.pop();
      if (closed) found.set(closed.path, [closed.start, end]);
    } else if (token === ",") { if (at) { at.index += 1; at.key = null; } }
    else if (token === ":") continue;
    else if (at && !at.list && at.key === null) at.key = token.replace(/^"|"$/g, "");
    else found.set(here(), [start, end]);
  }
  for (const { path, start } of open) found.set(path, [start, text.length]);
  return found;
}

// The span of a path, or of the nearest value around it.
export function placeOf(found, path) {
  while (path && !found.has(path)) path = path.replace(/(\.[^.[]*|\[\d+\]|^[^.[]+)$/, "");
  return found.get(path) ?? [0, 0];
}

// [id, start, end] of every layer, in the text's order.
export function layerPlaces(text, found = places(text)) {
  const all = [];
  for (let n = 0; found.has(`layers[${n}]`); n += 1) {
    const id = found.get(`layers[${n}].id`);
    if (id) all.push([text.slice(...id).replace(/"/g, ""), ...found.get(`layers[${n}]`)]);
  }
  return all;
}

export function lineAt(text, offset) {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  return { line, column: offset - before.lastIndexOf("\n") };
}
