// The brief's own files: a picture to use instead of a made one, and a logo. Dropped or chosen, brought at once, judged at once.

import * as api from "./api.js";
import { button, file } from "./form.js";
import { ownFiles } from "./stages.js";

const PICTURES = "image/png,image/jpeg,image/webp,image/tiff,image/gif,image/bmp";

export function mount(host) {
  host.className = "posta-form posta-own";
  const field = (name, label) => {
    const draw = () => {
      const box = file(label, {
        accept: PICTURES, says: "Drop or choose",
        on: async (given) => {
          try {
            ownFiles[name] = (await api.upload(given)).id;
            off.hidden = false;
            return given.name;
          } catch (problem) {
            ownFiles[name] = "";
            off.hidden = true;
            return { wrong: problem.message };
          }
        },
      });
      const off = button("Leave it out", (event) => { event.preventDefault(); ownFiles[name] = ""; box.replaceWith(draw()); });
      off.className = "link";
      off.hidden = true;
      box.append(off);
      return box;
    };
    return draw();
  };
  host.replaceChildren(field("background", "Your own picture"), field("logo", "Logo"));
}
