// The command screen: feed, map, focus, sound and keys on one line of journal entries.

import { Feed } from "./feed.js";
import { Focus } from "./focus.js";
import { listen } from "./keys.js";
import { createMap } from "./map.js";
import { Sound } from "./sound.js";
import { Stream } from "./stream.js";
import { setServerTime, startClock, tick } from "./ticking.js";
import { startThumbs } from "./thumbs.js";

const page = document.querySelector(".screen");
const words = JSON.parse(document.getElementById("screen-words").textContent);
const { seq, now: serverNow, urlLive, urlFeed, urlSummary, urlFocus, urlMap, urlVoiceSound, urlVoicePlayed } = page.dataset;
const address = { live: urlLive, feed: urlFeed, summary: urlSummary, focus: urlFocus, map: urlMap, voiceSound: urlVoiceSound, voicePlayed: urlVoicePlayed };
const fillId = (pattern, id) => pattern.replace("00000000-0000-0000-0000-000000000000", id);
const $ = (selector) => document.querySelector(selector);
const OPEN = new Set(["raised", "accepted", "on_site"]);
const IDLE_MS = 20000; // after so long without a hand on the desk, a new alarm may take the middle over

/** Call `work` once after the calls stop coming for `wait` ms, but never later than `most` ms. */
function gather(work, wait, most) {
  let timer = 0;
  let first = 0;
  return () => {
    const now = Date.now();
    if (!timer) first = now;
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = 0;
      work();
    }, Math.max(0, Math.min(wait, first + most - now)));
  };
}

// --- time, notes ------------------------------------------------------------------------------------------------
setServerTime(serverNow);
startClock($("#clock"), words);

function note(text, tone = "info", { lasting = false } = {}) {
  if (!text) return;
  const root = $("#toasts");
  const toast = document.createElement("div");
  toast.className = `toast toast--${tone}`;
  toast.setAttribute("role", tone === "danger" ? "alert" : "status");
  const line = document.createElement("p");
  line.className = "toast__words";
  line.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button button--icon";
  close.setAttribute("aria-label", root.dataset.wordsClose ?? words.close);
  close.textContent = "×";
  close.addEventListener("click", () => toast.remove());
  toast.append(line, close);
  root.append(toast);
  while (root.children.length > 3) root.firstElementChild.remove();
  if (!lasting) setTimeout(() => toast.remove(), 6000);
}

// What other pages left to say ("signed in") is said in passing here.
for (const left of document.querySelectorAll(".screen-page > .notice")) {
  note(left.textContent.trim(), "done");
  left.remove();
}

let touched = 0;
for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => (touched = Date.now()));
const deskIsBusy = () => Date.now() - touched < IDLE_MS;

// --- sound ------------------------------------------------------------------------------------------------------
const sound = new Sound(({ state, until }) => {
  const button = $("#sound");
  button.dataset.state = state;
  const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
  $("#sound-words").textContent = state === "snoozed" ? words.sound_snoozed.replace("{t}", clock.format(until)) : words[`sound_${state}`];
});
function soundButton() {
  if (sound.state === "locked") sound.unlock();
  else if (sound.state === "snoozed") sound.snooze(0);
  else if (sound.state === "on") $("#snooze").showModal();
}
$("#sound").addEventListener("click", soundButton);
$("#snooze form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const body = new FormData(form, event.submitter);
  const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => null);
  $("#snooze").close();
  if (!answer?.ok) return note(words.failed, "danger");
  sound.snooze(Number(body.get("minutes")) * 60000);
  return undefined;
});

// --- map --------------------------------------------------------------------------------------------------------
let map = null;
const WHOLE = { top: 28, right: 28, bottom: 28, left: 28 };
const cameraCard = $("#camera-card");
function coveredPadding() {
  const box = $("#map").getBoundingClientRect();
  const panel = $("#focus").hidden ? null : $("#focus").getBoundingClientRect();
  const left = panel ? Math.max(0, panel.right - box.left) : 0;
  const free = box.width - left;
  return { top: 60, bottom: 60, right: free > 200 ? 60 : 0, left: left + (free > 200 ? 60 : 0) };
}
function showCamera(camera) {
  cameraCard.hidden = !camera;
  if (!camera) return;
  cameraCard.querySelector("h3").textContent = camera.name;
  cameraCard.querySelector("p").textContent = `${camera.ai ? words.camera_ai : words.camera_plain} · ${words[`look_${camera.look}`]}`;
  cameraCard.querySelector("a").href = camera.url;
  const box = $("#map").getBoundingClientRect();
  cameraCard.style.left = `${Math.min(box.width - 340, Math.max(8, camera.x + 14))}px`;
  cameraCard.style.top = `${Math.min(box.height - 150, Math.max(8, camera.y - 40))}px`;
}
function pinAlarms() {
  const features = feed.cards()
    .filter((card) => OPEN.has(card.dataset.state) && card.dataset.lon)
    .map((card) => ({
      geometry: { coordinates: [Number(card.dataset.lon), Number(card.dataset.lat)] },
      properties: { id: card.dataset.alarm, state: card.dataset.state, severity: card.dataset.severity, count: Number(card.dataset.count), name: card.dataset.camera, mark: card.dataset.mark, state_words: card.dataset.stateWords },
    }));
  map?.setAlarms(features);
}
async function startMap() {
  const answer = await fetch(address.map, { headers: { "HX-Request": "true" } });
  if (!answer.ok) throw new Error(`map data: ${answer.status}`);
  const data = await answer.json();
  $("#map-synthetic").hidden = !data.synthetic;
  map = await createMap($("#map"), data, { words, pickAlarm: (id) => pick(id), pickCamera: showCamera });
  page.dataset.map = map.kind;
  pinAlarms();
  toAlarm();
}
function toAlarm() {
  const facts = focus.facts;
  if (!map) return;
  if (facts?.lon) map.focus(Number(facts.lon), Number(facts.lat), coveredPadding());
  else map.home(WHOLE);
}
const refreshCameras = gather(async () => {
  const answer = await fetch(`${address.map}?only=cameras`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (answer?.ok) map?.setCameras((await answer.json()).cameras);
}, 1500, 5000);

// --- feed and focus ---------------------------------------------------------------------------------------------
const feed = new Feed($("#feed"), address.feed, (id) => pick(id));
const focus = new Focus($("#focus"), {
  address: (id) => fillId(address.focus, id),
  onOpen() {
    page.dataset.focus = "";
    tick($("#focus"), words);
    toAlarm();
  },
  onClose() {
    delete page.dataset.focus;
    feed.mark(null);
    toAlarm();
  },
  onDone: (said) => {
    note(said, "done");
    feed.refresh();
  },
  onRefused: (said) => note(said || words.failed, "danger", { lasting: true }),
});
function pick(id) {
  feed.mark(id);
  showCamera(null);
  focus.open(id);
}
function takeOver(id) {
  const settled = focus.id === null || !OPEN.has(focus.facts?.state);
  if (settled && !focus.busy && !deskIsBusy()) pick(id);
}
$("#feed").addEventListener("feed:drawn", () => {
  tick($("#feed"), words);
  pinAlarms();
  sound.waiting(Math.max(0, ...feed.cards().filter((card) => card.dataset.state === "raised").map((card) => Number(card.dataset.severity))));
});
$("#feed").dispatchEvent(new CustomEvent("feed:drawn"));

const refreshSummary = gather(async () => {
  const answer = await fetch(address.summary, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = document.createElement("template");
  fresh.innerHTML = await answer.text();
  for (const part of fresh.content.querySelectorAll("[data-summary]")) {
    const old = document.querySelector(`[data-summary="${part.dataset.summary}"]`);
    if (old && old.innerHTML !== part.innerHTML) old.replaceChildren(...part.childNodes);
    if (old) for (const [key, value] of Object.entries(part.dataset)) old.dataset[key] = value;
  }
  tick(document, words);
}, 250, 1000);
setInterval(refreshSummary, 10000);

// --- the line ---------------------------------------------------------------------------------------------------
const heard = new Set(); // alarms whose warning some screen has played
async function speak({ payload }) {
  const played = await sound.speak(fillId(address.voiceSound, payload.call), payload.repeat);
  if (!played) {
    // Another screen may have its sound on; only when none has, this one says that the warning was not heard.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    if (heard.has(`${payload.alarm}:${payload.attempt}`)) return;
  }
  const body = new FormData();
  body.set("csrfmiddlewaretoken", $("meta[name=csrf-token]").content);
  if (!played) body.set("problem", sound.state === "locked" ? words.voice_locked : words.voice_broken);
  await fetch(fillId(address.voicePlayed, payload.call), { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => {});
}
const refreshFocus = gather(() => focus.refresh(), 60, 300);

function onEntry(entry) {
  const { kind, payload } = entry;
  if (kind === "cameras.camera_state" || kind === "cameras.camera_changed") {
    refreshCameras();
    refreshSummary();
    return;
  }
  if (!kind.startsWith("cameras.") && !kind.startsWith("incidents.")) return;
  if (kind === "cameras.voice_wanted") {
    speak(entry);
    return;
  }
  if (kind === "cameras.alarm_voiced") heard.add(`${payload.alarm}:${payload.attempt}`);
  if (kind === "cameras.alarm_raised") {
    const byKind = words.kinds[payload.zone_kind] ?? words.kinds.other;
    const about = { ...byKind, what: words.sights[`${payload.zone_kind}:${payload.what}`] ?? byKind.what };
    feed.announce(payload, entry.at, about, $("#card-now"));
    sound.chime(about.severity);
    takeOver(payload.alarm);
  }
  feed.refresh();
  refreshSummary();
  if (focus.id !== null && (payload.alarm === focus.id || kind.startsWith("incidents."))) refreshFocus();
}

let wasLost = false;
new Stream(address.live, Number(seq), {
  probe: address.feed,
  onEntry,
  onState(state) {
    $("#line").dataset.state = state;
    $("#line-words").textContent = words[`line_${state}`];
    $("#line-lost").hidden = state === "open";
    $("#line-lost-words").textContent = state === "open" ? "" : words[`line_${state}_long`];
    $("#line-sign-in").hidden = state !== "out";
    if (state === "open" && wasLost) {
      feed.refresh();
      refreshSummary();
      refreshFocus();
    }
    wasLost ||= state === "lost";
  },
});

// --- keys -------------------------------------------------------------------------------------------------------
const go = (distance) => {
  const id = feed.step(focus.id, distance);
  if (id) pick(id);
};
listen(() => (focus.id === null ? null : $("#focus")), {
  j: () => go(1),
  k: () => go(-1),
  s: soundButton,
  m: () => (focus.id === null ? map?.home(WHOLE) : focus.close()),
  "?": () => $("#keys").showModal(),
  Escape: () => (cameraCard.hidden ? focus.close() : showCamera(null)),
});
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) $(opener.dataset.open)?.showModal();
  if (event.target.closest("[data-cancel]")) event.target.closest("dialog")?.close();
  if (event.target.closest("#camera-card [data-hide]")) showCamera(null);
});

startThumbs($("#thumbs"), words);
startMap().catch((error) => {
  console.info(error);
  $("#map").textContent = words.map_failed;
  page.dataset.map = "none";
});
page.dataset.ready = "";
