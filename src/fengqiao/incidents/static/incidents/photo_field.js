// A photo field of a plain form: shown at once, and made small before it is sent. Without it the server makes it small.

import { shrink } from "../ui/photo.js";

const SIDE = 1600;

/** Looks after the field in `box`; `changed(blob)` after a new photo. `words`: what to say of a file that is no photo. */
export function photoField(box, { words, error, changed } = {}) {
  const input = box.querySelector("input[type=file]");
  const preview = box.querySelector("[data-photo-preview]");
  const say = (text) => {
    if (!error) return;
    error.textContent = text;
    error.hidden = !text;
  };
  const show = (blob) => {
    preview.src = URL.createObjectURL(blob);
    preview.hidden = false;
  };
  const put = (blob) => {
    const carrier = new DataTransfer();
    carrier.items.add(new File([blob], "photo.jpg", { type: "image/jpeg" }));
    input.files = carrier.files;
    show(blob);
  };
  const chosen = async () => {
    const file = input.files[0];
    if (!file) return;
    say("");
    try {
      const small = await shrink(file, SIDE);
      put(small);
      changed?.(small);
    } catch {
      input.value = "";
      say(words ?? "");
    }
  };
  input.addEventListener("change", chosen);
  chosen(); // on a slow line somebody takes the photo before this script is there
  return { put };
}
