// The desk: one page for one visit after the other. A visit goes into the tablet's outbox first and from there to the
// server, so the morning without a network is like any other, except that the slips are printed from the page.

import { freshId } from "../ui/fresh_id.js";
import { Refusal, post } from "../ui/http.js";
import { shrink, take, taken } from "../ui/photo.js";
import { all, drop, put } from "./outbox.js";

const form = document.querySelector("[data-desk]");
const words = form.dataset;
const card = document.querySelector("[data-slip]");
const box = document.querySelector("[data-outbox]");
const error = document.querySelector("[data-desk-error]");
const ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
const SIDE = 1600;
const AGAIN_MS = 15_000;
const find = (name) => document.querySelector(`[data-${name}]`);

function freshCode() {
  let code = "";
  while (code.length < 10) {
    const [one] = crypto.getRandomValues(new Uint8Array(1));
    if (one < 240) code += ALPHABET[one % 30]; // 240 is a multiple of 30: no letter is likelier
  }
  return code;
}

const spoken = (code) => `${code.slice(0, 5)} ${code.slice(5)}`;

let photo = null;
let memo = null;

function numbered() {
  form.elements.visit_id.value = freshId();
  form.elements.code.value = freshCode();
  form.elements.at.value = "";
}

function fresh() {
  form.reset();
  numbered();
  photo = memo = null;
  find("photo-preview").hidden = true;
  find("photo-hint").hidden = false;
  find("memo").hidden = true;
  error.hidden = true;
  card.hidden = true;
  form.hidden = false;
  form.elements.words.focus({ preventScroll: true });
}

function say(text) {
  error.textContent = text;
  error.hidden = !text;
  if (text) error.scrollIntoView({ block: "center" });
}

// --- the photo of a note -----------------------------------------------------------------------------------------------
const noteField = find("desk-photo");
function noteTaken() {
  const [file] = noteField.files;
  if (!file) return;
  take(async () => {
    try {
      photo = await shrink(file, SIDE);
      const preview = find("photo-preview");
      preview.src = URL.createObjectURL(photo);
      preview.hidden = false;
      find("photo-hint").hidden = true;
      say("");
    } catch {
      noteField.value = "";
      say(words.wordsPhoto);
    }
  });
}
noteField.addEventListener("change", noteTaken);

// --- the voice ------------------------------------------------------------------------------------------------------------
const voice = find("voice");
const LONGEST_MS = 5 * 60_000;
let recorder = null;
if (navigator.mediaDevices?.getUserMedia && window.MediaRecorder) voice.hidden = false;
voice.addEventListener("click", async () => {
  if (recorder) {
    recorder.stop();
    return;
  }
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    say(words.wordsNomic);
    return;
  }
  const pieces = [];
  recorder = new MediaRecorder(stream, { audioBitsPerSecond: 32_000 });
  const stopper = setTimeout(() => recorder?.stop(), LONGEST_MS);
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  recorder.addEventListener("stop", () => {
    clearTimeout(stopper);
    for (const track of stream.getTracks()) track.stop();
    memo = new Blob(pieces, { type: recorder.mimeType });
    recorder = null;
    voice.setAttribute("aria-pressed", "false");
    find("voice-words").textContent = words.wordsRecord;
    find("memo-play").src = URL.createObjectURL(memo);
    find("memo").hidden = false;
  });
  recorder.start();
  voice.setAttribute("aria-pressed", "true");
  find("voice-words").textContent = words.wordsStop;
});
find("memo-drop").addEventListener("click", () => {
  memo = null;
  find("memo").hidden = true;
});

// --- writing it down --------------------------------------------------------------------------------------------------------
function body(visit) {
  const data = new FormData();
  for (const [name, value] of Object.entries(visit.fields)) data.append(name, value);
  data.append("visit_id", visit.visit_id);
  if (visit.photo) data.append("photo", visit.photo, "note.jpg");
  if (visit.voice) data.append("voice", visit.voice, "memo");
  return data;
}

/** Sends one visit; gives the server's answer. Throws Refusal: 0 no network, 401 signed out, others for good. */
async function send(visit) {
  const answer = await post(visit.url, body(visit), { accept: "application/json" });
  if (answer.redirected || !answer.headers.get("content-type")?.includes("json")) throw new Refusal(401, words.wordsLogin);
  const said = await answer.json();
  await drop(visit.visit_id).catch(() => {});
  return said;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (recorder) return;
  await taken();
  const data = new FormData(form);
  if (!data.get("words").trim() && !photo && !memo) {
    say(words.wordsEmpty);
    return;
  }
  const fields = { code: data.get("code"), at: new Date().toISOString() };
  for (const name of ["words", "place", "place_more", "wish", "name", "phone"]) fields[name] = data.get(name) ?? "";
  const visit = { visit_id: data.get("visit_id"), url: form.action, house: words.house, fields, photo, voice: memo };
  const button = form.querySelector(".desk__send button");
  button.setAttribute("aria-busy", "true");
  let kept = true;
  await put(visit).catch(() => (kept = false));
  try {
    shown(visit, await send(visit));
  } catch (refusal) {
    const { status } = refusal;
    const waits = refusal instanceof Refusal && ([0, 401, 403, 429].includes(status) || status >= 500);
    if (waits && kept) shown(visit, null);
    else {
      await drop(visit.visit_id).catch(() => {});
      say(kept ? refusal.message : words.wordsNostore);
    }
  } finally {
    button.removeAttribute("aria-busy");
    delete form.dataset.sent;
    await count();
  }
});

let onCard = "";

function shown(visit, answer) {
  onCard = visit.visit_id;
  find("slip-words").textContent = answer ? words.wordsSent : words.wordsKept;
  find("slip-code").textContent = answer?.spoken ?? spoken(visit.fields.code);
  const note = find("slip-note");
  note.hidden = !(answer?.again > 1);
  note.textContent = words.wordsAgain;
  const print = find("slip-print");
  print.hidden = !answer;
  find("slip-print-here").hidden = Boolean(answer);
  const matter = find("slip-matter");
  matter.hidden = !answer;
  if (answer) {
    print.href = answer.slip;
    matter.href = answer.matter;
  }
  form.hidden = true;
  card.hidden = false;
  card.focus();
}

find("next").addEventListener("click", fresh);
find("slip-print-here").addEventListener("click", () => window.print());

// --- what waits -----------------------------------------------------------------------------------------------------------
async function count() {
  let waiting = [];
  try {
    waiting = await all();
  } catch { /* nothing can be kept here; the form says so when it matters */ }
  box.hidden = !waiting.length;
  find("outbox-words").textContent = `${words.wordsWaiting} ${waiting.length}`;
  return waiting;
}

let sending = false;
async function sync() {
  if (sending) return;
  sending = true;
  let refused = "";
  try {
    for (const visit of await count()) {
      try {
        const answer = await send(visit);
        if (onCard === visit.visit_id && !card.hidden) shown(visit, answer); // it said that it waits
      } catch (refusal) {
        if (refusal.status === 401 || refusal.status === 403) find("outbox-words").textContent = words.wordsLogin;
        if (!(refusal instanceof Refusal) || refusal.status !== 422) break;
        // The server will never take this one as it is; it stays, with the reason, and the next is sent.
        refused = refusal.message;
      }
      await count();
    }
    if (refused) find("outbox-words").textContent += ` · ${refused}`;
  } finally {
    sending = false;
  }
}
find("outbox-send").addEventListener("click", sync);
addEventListener("online", sync);
setInterval(() => navigator.onLine && sync(), AGAIN_MS);

// --- the page itself survives a reload without a network ------------------------------------------------------------------
async function keepPage() {
  if (!("serviceWorker" in navigator)) return; // plain http in the house has none; what waits is kept all the same
  await navigator.serviceWorker.register(words.worker);
  await navigator.serviceWorker.ready;
  const shelf = await caches.open("fengqiao-desk-1");
  const used = performance.getEntriesByType("resource").map((one) => one.name).filter((name) => name.startsWith(`${location.origin}/static/`));
  await Promise.allSettled([...new Set([location.href, ...used])].map((url) => shelf.add(url)));
  form.toggleAttribute("data-kept", Boolean(await shelf.match(location.href, { ignoreVary: true })));
}

numbered(); // and nothing is emptied: a quick hand has begun to write, or to photograph, before this script was there
noteTaken();
sync();
keepPage().catch(() => {});
