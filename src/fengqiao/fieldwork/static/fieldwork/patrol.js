// On patrol: the position within the shift goes to the server while this page is open, and forms learn where they are.
// Outside a shift nothing here asks for a position.

import { photoField } from "../incidents/photo_field.js";
import { csrfToken } from "../ui/http.js";

const EVERY_MS = 20_000;
const said = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);

// --- the way --------------------------------------------------------------------------------------------------------
const shift = document.querySelector("[data-shift]");
if (shift && navigator.geolocation) {
  const words = shift.querySelector("[data-position]");
  let waiting = [];
  let last = 0;
  const send = async () => {
    if (!waiting.length) return;
    const batch = waiting.slice(0, 500);
    try {
      const answer = await fetch(shift.dataset.trail, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken(), "X-Requested-With": "fetch" },
        body: JSON.stringify({ shift: shift.dataset.shift, fixes: batch }),
      });
      if (answer.ok || answer.status === 404) waiting = waiting.slice(batch.length);
    } catch {
      words.textContent = words.dataset.wordsWait;
    }
  };
  navigator.geolocation.watchPosition(
    ({ coords, timestamp }) => {
      if (timestamp - last < EVERY_MS / 2) return;
      last = timestamp;
      const at = new Date(timestamp);
      waiting.push({ at: at.toISOString(), lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy });
      words.textContent = said(words.dataset.wordsOn, { at: at.toLocaleTimeString(), metres: Math.round(coords.accuracy) });
    },
    () => { words.textContent = words.dataset.wordsOff; },
    { enableHighAccuracy: true, maximumAge: 5_000 },
  );
  setInterval(send, EVERY_MS);
  addEventListener("pagehide", send);
  setTimeout(send, 3_000);
}

// --- forms ------------------------------------------------------------------------------------------------------------
const form = document.querySelector("form[data-fix]");
if (form) {
  for (const box of form.querySelectorAll("label[data-photo]")) photoField(box);
  const words = form.querySelector("[data-fix-words]");
  const none = form.querySelector("[data-fix-none]");
  const failed = () => {
    words.textContent = words.dataset.wordsNone;
    if (none) none.hidden = false;
  };
  if (!navigator.geolocation) failed();
  else {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.lon.value = coords.longitude.toFixed(6);
        form.elements.lat.value = coords.latitude.toFixed(6);
        if (form.elements.accuracy) form.elements.accuracy.value = Math.round(coords.accuracy);
        words.textContent = said(words.dataset.wordsFound, { metres: Math.round(coords.accuracy) });
        if (none) none.hidden = true;
      },
      failed,
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 10_000 },
    );
  }
}
