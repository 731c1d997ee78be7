// A check of a place: counts what has no answer yet, notes when and where it began, looks after the photos.
import { photoField } from "../incidents/photo_field.js";

const form = document.querySelector("[data-check]");
const left = document.querySelector("[data-left]");
const items = [...form.querySelectorAll("[data-item]")];

const answered = (item) => item.querySelector("input[type=radio]:checked");

const show = () => {
  const open = items.filter((item) => !answered(item)).length;
  left.textContent = open ? `${open} ${form.dataset.wordsLeft}` : "";
  for (const item of items) {
    const bad = answered(item)?.hasAttribute("data-bad") ?? false;
    item.querySelector("textarea").required = bad;
    item.querySelector("input[type=file]").required = bad;
  }
};

for (const box of form.querySelectorAll("label[data-photo]")) photoField(box);
form.addEventListener("change", show);
show();

form.querySelector("[data-at]").value = new Date().toISOString();
navigator.geolocation?.getCurrentPosition(
  ({ coords }) => {
    form.querySelector("[data-lon]").value = coords.longitude;
    form.querySelector("[data-lat]").value = coords.latitude;
  },
  () => {}, // without a position the check is as good
  { maximumAge: 60000, timeout: 10000 },
);
