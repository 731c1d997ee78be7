// The field to sign in: what was drawn goes along with the form as a picture.

import { signatureField } from "../points/counter/signature.js";

const form = document.querySelector("[data-sign]");
if (form) {
  const field = signatureField(form.querySelector("canvas"));
  const send = form.querySelector("[data-send]");
  const hint = form.querySelector("[data-hint]");
  const show = () => {
    send.disabled = !field.signed();
    hint.hidden = field.signed();
  };
  form.querySelector("canvas").addEventListener("change", show);
  form.querySelector("[data-clear]").addEventListener("click", () => field.clear());
  for (const choice of form.querySelectorAll("input[name=who]")) {
    choice.addEventListener("change", () => field.clear());
  }
  form.addEventListener("submit", () => {
    form.elements.drawing.value = field.picture();
  });
  show();
}
