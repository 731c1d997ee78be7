// The page of those on duty. New alarms come over the live feed; each step is sent once, kept while there is no network,
// and tried again. Sending a step twice is harmless: the server answers that it was done.

import { Refusal, post, toast } from "../ui/http.js";
import { alarmSound, soundAllowed, allowSound } from "./alarm_sound.js";
import { shrink } from "../ui/photo.js";
import { locate, metresBetween } from "./position.js";

const box = document.getElementById("duty");
const words = box.dataset;
const line = document.querySelector("[data-line]");
const soundButton = document.querySelector("[data-sound]");
const sending = new Map(); // alarm id -> true while a step is under way
const photos = new Map(); // alarm id -> Promise of a small JPEG
let here = null;

// --- keeping the cards fresh --------------------------------------------------------------------------------------
const cards = () => [...box.querySelectorAll("[data-alarm]")];
const burning = () => new Set(cards().filter((card) => card.dataset.state === "raised").map((card) => card.dataset.alarm));

// One alarm is open for the hand, the others are folded. The hand's own choice stays while that alarm needs somebody.
let selected = null;
function fold(all) {
  const open = all.filter((card) => card.dataset.open);
  const mine = open.find((card) => card.dataset.alarm === selected) ?? open[0];
  selected = mine?.dataset.alarm ?? null;
  for (const card of open) card.toggleAttribute("data-folded", card !== mine);
  return mine ? [mine, ...all.filter((card) => card !== mine)] : all;
}

// Puts the cards into place without moving those that stay: a moved dialog closes, a moved film starts again.
function settle(all) {
  const order = fold(all);
  for (const old of [...box.childNodes]) if (!order.includes(old)) old.remove();
  let place = box.firstChild;
  for (const card of order) {
    if (card === place) place = place.nextSibling;
    else box.insertBefore(card, place);
  }
}

// A card that is replaced under a finger loses the tap, so news wait until the finger has left and the click is through.
let held = false;
function release() {
  setTimeout(() => {
    held = false;
    if (again) refresh();
  }, 300);
}
document.addEventListener("pointerdown", () => { held = true; }, { passive: true, capture: true });
for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, release, { passive: true, capture: true });

let refreshing = false;
let again = false;
async function refresh() {
  if (refreshing || held) {
    again = true;
    return;
  }
  again = false;
  refreshing = true;
  try {
    const answer = await fetch(words.fragment, { headers: { "X-Requested-With": "fetch" }, credentials: "same-origin" });
    if (answer.redirected) location.reload();
    else if (answer.ok) {
      const html = await answer.text();
      if (held) again = true;
      else merge(html);
    }
  } catch { /* the line's state tells of the network */ }
  refreshing = false;
  if (again && !held) refresh();
}

function merge(html) {
  const before = burning();
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  const wanted = [...fresh.children].map((card) => {
    const old = card.id && document.getElementById(card.id);
    if (!old) return card;
    const id = card.dataset.alarm;
    const inHand = photos.has(id) || old.querySelector("dialog[open]");
    const same = old.dataset.stamp === card.dataset.stamp;
    if (same || sending.has(id) || (inHand && old.dataset.state === card.dataset.state)) {
      return old; // nothing new, or the person's hand is in it
    }
    if (inHand) {
      photos.delete(id);
      toast(words.wordsTaken);
    }
    return card;
  });
  settle(wanted);
  distances();
  for (const id of burning()) {
    if (!before.has(id)) {
      alarmSound();
      navigator.vibrate?.([500, 200, 500, 200, 900]);
      document.title = `(!) ${words.wordsNew}`;
      if (selected === id) scrollTo({ top: 0 });
      else toast(words.wordsNew);
      break;
    }
  }
}

let waiting = 0;
function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, 120);
}

function lineState(live) {
  line.toggleAttribute("data-lost", !live);
  line.querySelector("[data-line-words]").textContent = live ? words.wordsLive : words.wordsLost;
}

let source = null;
function listen() {
  if (!words.live) return;
  source = new EventSource(words.live);
  source.addEventListener("open", () => {
    lineState(true);
    refresh(); // whatever came between this page and the line
  });
  source.addEventListener("error", () => {
    lineState(false);
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 3000);
  });
  source.addEventListener("journal", (event) => {
    const { kind } = JSON.parse(event.data);
    if (/^(cameras\.(alarm|voice|clip)|incidents\.|points\.)/.test(kind)) soon();
  });
}
settle([...box.children]);
listen();
addEventListener("pagehide", () => source?.close());
addEventListener("pageshow", (event) => event.persisted && (listen(), refresh()));
setInterval(() => source?.readyState !== EventSource.OPEN && refresh(), 15000);
addEventListener("online", refresh);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") {
    document.title = document.title.replace(/^\(!\) .*/, document.querySelector("h1").textContent);
    refresh();
  }
});

// --- sound: a browser lets a page sound only after a tap ------------------------------------------------------------
function offerSound() {
  soundButton.toggleAttribute("data-done", soundAllowed());
}
document.addEventListener("pointerdown", () => allowSound().then(offerSound), { passive: true });
soundButton.addEventListener("click", () => allowSound().then(() => { alarmSound(1); offerSound(); }));
offerSound();

// --- distance ---------------------------------------------------------------------------------------------------------
function distances() {
  if (!here) return;
  for (const card of cards()) {
    const metres = metresBetween(here, { lon: Number(card.dataset.lon), lat: Number(card.dataset.lat) });
    const place = card.querySelector("[data-distance]");
    const text = metres < 1000 ? words.wordsMetres.replace("%s", Math.max(10, Math.round(metres / 10) * 10)) : words.wordsKilometres.replace("%s", (metres / 1000).toFixed(1));
    place.querySelector("[data-distance-words]").textContent = text;
    place.hidden = false;
  }
}
navigator.permissions?.query({ name: "geolocation" }).then((right) => {
  if (right.state === "granted") locate().then((position) => { here = position; distances(); }, () => {});
}, () => {});

// --- steps ------------------------------------------------------------------------------------------------------------
const pause = (ms) => new Promise((resolve) => {
  const timer = setTimeout(resolve, ms);
  addEventListener("online", () => { clearTimeout(timer); resolve(); }, { once: true });
});

function progress(card, text, kind) {
  for (const place of card.querySelectorAll("[data-progress]")) {
    place.textContent = text ?? "";
    place.hidden = !text;
    place.toggleAttribute("data-bad", kind === "bad");
    place.toggleAttribute("data-wrong", kind === "wrong");
  }
}

async function gather(form, card) {
  const data = new FormData(form);
  if (form.dataset.position) {
    progress(card, words.wordsLocating);
    try {
      here = await locate();
      data.set("lon", here.lon);
      data.set("lat", here.lat);
      distances();
    } catch (error) {
      if (form.dataset.position === "needed") throw error; // wanted: being there counts without it
    }
  }
  if (photos.has(card.dataset.alarm)) {
    progress(card, words.wordsShrinking);
    data.set("photo", await photos.get(card.dataset.alarm), "photo.jpg");
  }
  return data;
}

async function send(form) {
  const card = form.closest("[data-alarm]");
  const id = card.dataset.alarm;
  if (sending.has(id)) return; // a second tap while the first is under way
  sending.set(id, true);
  const button = form.querySelector('button[type="submit"]');
  button?.setAttribute("aria-busy", "true");
  form.closest("dialog")?.close();
  try {
    const data = await gather(form, card);
    for (let tries = 1; ; tries += 1) {
      progress(card, tries > 1 ? `${words.wordsRetry} ${words.wordsTries} ${tries}` : words.wordsSending, tries > 1 ? "bad" : "");
      try {
        const answer = await (await post(form.action, data)).json();
        if (!answer.changed || form.dataset.step === "safe" || form.dataset.step === "false") toast(answer.message, "done");
        break;
      } catch (error) {
        if (!(error instanceof Refusal) || (error.status !== 0 && error.status < 502)) throw error;
      }
      progress(card, `${words.wordsRetry} ${words.wordsTries} ${tries}`, "bad");
      await pause(Math.min(20000, 1000 * 2 ** tries));
    }
    photos.delete(id);
    sending.delete(id);
    progress(card, "");
    card.dataset.stamp = ""; // take the server's card as it comes
    if (navigator.vibrate) navigator.vibrate(80);
    await refresh();
  } catch (error) {
    sending.delete(id);
    button?.removeAttribute("aria-busy");
    const text = { denied: words.wordsDenied, nowhere: words.wordsNowhere, unsafe: words.wordsUnsafe, photo: words.wordsPhoto }[error.reason] ?? error.message;
    progress(card, text, "wrong");
    if (error.status === 409 || error.status === 404) {
      card.dataset.stamp = "";
      photos.delete(id);
      toast(text, "danger");
      refresh();
    }
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-step]");
  if (!form) return;
  event.preventDefault();
  event.stopPropagation();
  send(form);
}, true);

function photoTaken(input) {
  if (!input.files.length) return;
  const { form } = input;
  const card = form.closest("[data-alarm]");
  const small = shrink(input.files[0], 1600);
  photos.set(card.dataset.alarm, small);
  small.then((blob) => {
    form.querySelector("[data-photo-preview]").src = URL.createObjectURL(blob);
    form.querySelector("[data-review]").hidden = false;
    form.querySelector("[data-photo-button]").hidden = true;
    progress(card, "");
    form.querySelector("[data-review] button[type=submit]").focus();
  }, () => {
    photos.delete(card.dataset.alarm);
    input.value = "";
    progress(card, words.wordsPhoto, "wrong");
  });
}
document.addEventListener("change", (event) => event.target.name === "photo" && photoTaken(event.target));
// on a slow line somebody takes the photo before this script is there
box.querySelectorAll("input[name=photo]").forEach(photoTaken);

document.addEventListener("click", (event) => {
  const unfold = event.target.closest("[data-unfold]");
  if (unfold) {
    selected = unfold.closest("[data-alarm]").dataset.alarm;
    settle([...box.children]);
    scrollTo({ top: 0 });
  }
  const retake = event.target.closest("[data-retake]");
  if (retake) {
    const form = retake.closest("form");
    photos.delete(form.closest("[data-alarm]").dataset.alarm);
    form.querySelector("[data-review]").hidden = true;
    form.querySelector("[data-photo-button]").hidden = false;
    form.elements.photo.value = "";
    form.elements.photo.click();
  }
  const play = event.target.closest("[data-clip]");
  if (play) {
    const video = document.createElement("video");
    video.src = play.dataset.clip;
    Object.assign(video, { controls: true, autoplay: true, muted: true, loop: true, playsInline: true });
    play.closest("[data-picture]").append(video);
    play.remove();
  }
});
