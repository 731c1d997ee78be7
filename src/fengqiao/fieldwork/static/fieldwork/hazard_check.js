// A check of a place: counts what has no answer yet, notes when and where it began, looks after the photos, and sends it.
// A refusal is shown without losing anything. Without a network the check goes into the telephone's outbox.
import { photoField } from "../incidents/photo_field.js";
import { put } from "./outbox.js";
import { keepFile } from "./store.js";
import * as vault from "./vault.js";

const form = document.querySelector("[data-check]");
const left = document.querySelector("[data-left]");
const button = document.querySelector(`button[form="${form.id}"]`);
const notice = document.querySelector("[data-refusal]");
const items = [...form.querySelectorAll("[data-item]")];
const fields = form.elements;

const answered = (item) => item.querySelector("input[type=radio]:checked");

function show() {
  const open = items.filter((item) => !answered(item)).length;
  left.textContent = open ? `${open} ${form.dataset.wordsLeft}` : "";
  for (const item of items) {
    const bad = answered(item)?.hasAttribute("data-bad") ?? false;
    item.querySelector("textarea").required = bad;
    item.querySelector("input[type=file]").required = bad;
  }
}

function say(words, tone = "danger", link = "") {
  notice.className = `notice notice--${tone}`;
  notice.textContent = words;
  if (link) {
    const way = document.createElement("a");
    way.href = link;
    way.textContent = form.dataset.wordsOutbox;
    notice.append(" ", way);
  }
  notice.hidden = false;
  notice.focus();
}

// What the outbox takes: the same check, with its photos by their hashes.
async function keep() {
  if (!vault.owner() && !(await vault.open())) {
    say(form.dataset.wordsOffline);
    return;
  }
  const seen = {};
  const photos = [];
  for (const item of items) {
    const words = item.querySelector("textarea");
    const shown = [];
    if (answered(item).hasAttribute("data-bad")) {
      for (const file of item.querySelector("input[type=file]").files) shown.push(await keepFile(file));
    }
    seen[words.name.slice("words-".length)] = { answer: answered(item).value, words: words.value, photos: shown };
    photos.push(...shown);
  }
  const payload = { topic: form.dataset.topic, seen };
  for (const name of ["checklist", "place", "place_name", "address", "owner", "owner_phone", "note"]) {
    payload[name] = fields[name].value;
  }
  const [kind, id] = fields.where.value.split(":");
  if (kind === "grid") payload.grid = id;
  if (fields.lon.value) payload.position = { lon: Number(fields.lon.value), lat: Number(fields.lat.value) };
  const title = `${form.dataset.title} · ${fields.place_name.value}`;
  await put("hazard_check", payload, [...new Set(photos)], { id: fields.check.value, capturedAt: fields.at.value, title });
  button.disabled = true;
  say(form.dataset.wordsKept, "done", form.dataset.outbox);
}

async function send(event) {
  event.preventDefault();
  button.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" });
    if (answer.redirected) {
      window.location.assign(answer.url);
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    say(page.querySelector("[data-refusal]")?.textContent.trim() || form.dataset.wordsFailed);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    await keep();
  } finally {
    button.removeAttribute("aria-busy");
  }
}

for (const box of form.querySelectorAll("label[data-photo]")) photoField(box);
form.addEventListener("change", show);
form.addEventListener("submit", send);
show();

fields.at.value = new Date().toISOString();
navigator.geolocation?.getCurrentPosition(
  ({ coords }) => {
    fields.lon.value = coords.longitude;
    fields.lat.value = coords.latitude;
  },
  () => {}, // without a position the check is as good
  { maximumAge: 60000, timeout: 10000 },
);
