// The resident's report: photo made small, pin, the phone's position, and a draft that survives a reload.
// The form works without any of it.

import { read, restore, write } from "./draft.js";
import { photoField } from "./photo_field.js";
import { drawPin, pinOn } from "./pin.js";
import { toast } from "../ui/http.js";

const form = document.querySelector("[data-report]");
const words = form.dataset;
const path = location.pathname;
const map = form.querySelector("[data-map]");
let photo = null;

const save = () => write(path, form, photo);
const asUrl = (blob) =>
  new Promise((resolve) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result));
    reader.readAsDataURL(blob);
  });
// By hand: the content policy lets nothing be fetched but from our own server, a data: address neither.
const asBlob = (url) =>
  new Blob([Uint8Array.from(atob(url.slice(url.indexOf(",") + 1)), (one) => one.charCodeAt(0))], { type: "image/jpeg" });

const field = photoField(form.querySelector("[data-photo]"), {
  words: words.wordsPhoto,
  error: form.querySelector("[data-photo-error]"),
  changed: async (blob) => {
    photo = await asUrl(blob);
    save();
  },
});

// --- draft -----------------------------------------------------------------------------------------------------------
const kept = read(path);
const answered = form.querySelector("[role=alert], .alike, #questions");
if (kept) {
  photo = kept.photo ?? null;
  if (answered) {
    // The server gave back what was sent; only the photo it may not have.
    if (photo && form.elements.ticket.value !== kept.fields.ticket) photo = null;
  } else {
    restore(form, kept.fields);
    if (kept.fields.text || kept.fields.category || photo) toast(words.wordsRestored, "done");
  }
  if (photo) {
    field.put(asBlob(photo));
  }
}
form.addEventListener("input", save);
form.addEventListener("change", save);

// --- where -----------------------------------------------------------------------------------------------------------
const number = (name) => (form.elements[name].value === "" ? NaN : Number(form.elements[name].value));
function moved(lon, lat) {
  form.elements.lon.value = lon.toFixed(6);
  form.elements.lat.value = lat.toFixed(6);
  save();
}
const draw = (lon, lat) => drawPin(map, `${words.around}?lon=${lon}&lat=${lat}`, moved);
if (map.querySelector("svg")) pinOn(map, moved, { lon: number("lon"), lat: number("lat") });
else if (Number.isFinite(number("lon"))) draw(number("lon"), number("lat"));

const locate = form.querySelector("[data-locate]");
const say = form.querySelector("[data-locate-words]");
if (navigator.geolocation && window.isSecureContext) {
  locate.hidden = false;
  locate.addEventListener("click", () => {
    say.textContent = words.wordsAsking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        say.textContent = "";
        moved(coords.longitude, coords.latitude);
        draw(coords.longitude, coords.latitude);
      },
      () => {
        say.textContent = words.wordsDenied;
      },
      { enableHighAccuracy: true, timeout: 12000, maximumAge: 15000 },
    );
  });
}
