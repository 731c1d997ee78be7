// A patrol: start and end of the shift, the places by their due dates, check-ins and visits. All of it works without a
// network; what is written in the form is kept with every key.

import { freshId } from "../ui/fresh_id.js";
import { shrink, take, taken } from "../ui/photo.js";
import * as duty from "./duty.js";
import { locate } from "./place.js";
import * as store from "./store.js";

const SIDE = 1600;
const OLD_MS = 60_000; // somebody who wrote for longer may have walked on
const FIELDS = ["place", "code", "house", "about", "reason", "why", "note"];
let screen = null; // section, app, part, words, inputs; once it was opened
let form = null; // what is written, as it is kept
let spot = null; // { found: a promise of the position, at }
let url = "";

export async function show(section, app) {
  if (!screen) begin(section, app);
  form = (await duty.read()).form;
  await draw();
  if (form) await fillIn();
}

function begin(section, app) {
  const part = (name) => section.querySelector(`[data-${name}]`);
  const inputs = part("form").elements;
  screen = { section, app, part, words: section.dataset, inputs };
  part("off").addEventListener("submit", (event) => {
    event.preventDefault();
    const grid = app.bundle.patrol?.grids.find(({ id }) => id === inputOf("duty-grid").value);
    if (grid) safely(() => duty.start(grid));
  });
  part("end").addEventListener("click", () => confirm(screen.words.wordsEnd) && safely(() => duty.end()));
  for (const button of section.querySelectorAll("[data-open]")) button.addEventListener("click", () => open(button.dataset.open));
  for (const name of FIELDS) {
    inputs[name].addEventListener("input", () => {
      form[name] = inputs[name].value;
      keep();
    });
  }
  inputs.code.addEventListener("input", plate);
  part("plate").hidden = !("BarcodeDetector" in window);
  part("plate-file").addEventListener("change", readPlate);
  part("photo").addEventListener("change", takePhoto);
  part("drop").addEventListener("click", () => safely(() => close(() => duty.change((kept) => (kept.form = null)))));
  part("form").addEventListener("submit", send);
  duty.news.addEventListener("change", () => section.hidden || draw());
}
const inputOf = (id) => document.getElementById(id);

/** What cannot be kept is said; what was written stays. */
async function safely(act) {
  try {
    await act();
  } catch (error) {
    console.error("patrol", error);
    say(screen.words.wordsRoom);
  }
}
function say(words) {
  if (!form) {
    screen.app.toast(words, "danger");
    return;
  }
  const error = screen.part("error");
  error.textContent = words;
  error.hidden = !words;
}

// --- what is there --------------------------------------------------------------------------------------------------------
let drawing = Promise.resolve();
const draw = () => (drawing = drawing.then(drawNow, drawNow));

async function drawNow() {
  const { part, words, app } = screen;
  const patrol = app.bundle.patrol ?? { grids: [], places: [] };
  const { shift } = await duty.read();
  const writing = Boolean(shift && form);
  part("look").hidden = writing;
  part("form").hidden = !writing;
  part("duty").textContent = shift ? words.wordsOn : words.wordsOff;
  part("duty").classList.toggle("pill--live", Boolean(shift));
  part("on").hidden = part("end").hidden = !shift;
  part("off").hidden = Boolean(shift) || !patrol.grids.length;
  part("nogrid").hidden = Boolean(shift) || patrol.grids.length > 0;
  part("places-part").hidden = !shift && !patrol.grids.length;
  options(inputOf("duty-grid"), patrol.grids, false);
  if (shift) {
    const time = new Date(shift.at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
    part("grid").textContent = shift.name;
    part("since").textContent = app.fill(words.wordsSince, { time });
    const { at, metres, off } = duty.position;
    part("position").textContent = at
      ? app.fill(words.wordsTaking, { at: new Date(at).toLocaleTimeString(document.documentElement.lang), metres })
      : off ? words.wordsNowhere : words.wordsNotyet;
  }
  const places = patrol.places.filter(({ grid }) => !shift || grid === shift.grid);
  part("places").replaceChildren(...places.map((place) => line(place, shift)));
  part("none").hidden = places.length > 0;
}

function line(place, shift) {
  const item = screen.section.querySelector("template[data-place]").content.firstElementChild.cloneNode(true);
  const part = (name) => item.querySelector(`[data-${name}]`);
  const { words } = screen;
  const day = (ms) => new Date(ms).toLocaleDateString("sv"); // as 2026-11-27
  const checked = shift?.checked.includes(place.id);
  const state = !place.due ? "Never" : place.due < day(Date.now()) ? "Overdue" : place.due <= day(Date.now() + 86_400_000) ? "Soon" : "Later";
  const tone = checked ? "done" : { Overdue: "danger", Soon: "due" }[state];
  part("name").textContent = part("whose").textContent = place.name;
  part("state").textContent = checked ? words.wordsChecked : words[`words${state}`];
  if (tone) part("state").classList.add(`pill--${tone}`);
  part("day").textContent = checked ? "" : place.due.slice(5);
  part("eye").textContent = place.look;
  part("here").hidden = !shift;
  part("here").addEventListener("click", () => open("checkin", place.id));
  return item;
}

function options(select, rows, empty = true) {
  const before = select.value;
  const first = empty ? [new Option(inputOf("duty-about").options[0].text, "")] : [];
  select.replaceChildren(...first, ...rows.map(({ id, name }) => new Option(name, id)));
  if (rows.some(({ id }) => id === before)) select.value = before;
}

// --- the form and what is kept of it ------------------------------------------------------------------------------------
const keep = () => safely(() => duty.change((kept) => kept.form?.id === form?.id && (kept.form = form)));

async function open(kind, place = "") {
  form = { ...Object.fromEntries(FIELDS.map((name) => [name, ""])), id: freshId(), kind, place, photo: "" };
  await safely(async () => {
    await duty.change((kept) => (kept.form = form));
    await draw();
    await fillIn();
    scrollTo(0, 0);
  });
}
async function close(act) {
  await act();
  form = null;
  await draw();
  scrollTo(0, 0);
}

async function fillIn() {
  const { part, inputs, app, section } = screen;
  const { shift } = await duty.read();
  const here = (rows = []) => rows.filter(({ grid }) => grid === shift?.grid);
  options(inputs.place, here(app.bundle.patrol?.places));
  options(inputs.house, here(app.bundle.patrol?.houses));
  for (const name of FIELDS) inputs[name].value = form[name];
  for (const one of section.querySelectorAll("[data-for]")) one.hidden = one.dataset.for !== form.kind;
  part("error").hidden = true;
  await picture();
  await plate();
  find();
}
async function picture() {
  URL.revokeObjectURL(url);
  const blob = form.photo ? await store.file(form.photo).catch(() => null) : null;
  url = blob ? URL.createObjectURL(blob) : "";
  screen.part("shot").hidden = !blob;
  if (blob) screen.part("picture").src = url;
}
function takePhoto({ target }) {
  const [file] = target.files;
  target.value = "";
  take(async () => {
    try {
      form.photo = await store.keepFile(await shrink(file, SIDE));
      await keep();
      await picture();
    } catch (error) {
      say(error.reason === "photo" ? screen.words.wordsPhoto : screen.words.wordsRoom);
    }
  });
}

function find() {
  const { part, words, app } = screen;
  const asked = form;
  part("fix").textContent = words.wordsWhere;
  part("reason").hidden = true;
  const found = locate().then((fix) => {
    if (form !== asked) return fix;
    const none = form.kind === "checkin" ? words.wordsNoneCheckin : words.wordsNoneVisit;
    part("fix").textContent = fix ? app.fill(words.wordsFound, { metres: Math.round(fix.accuracy) }) : none;
    part("reason").hidden = Boolean(fix) || form.kind !== "checkin";
    return fix;
  });
  spot = { found, at: Date.now() };
}

// --- plates -----------------------------------------------------------------------------------------------------------------
/** The code in what was typed or scanned, which may be the whole address. */
const codeOf = (text) => text.trim().toUpperCase().match(/([A-Z0-9]{4,20})\/?$/)?.[1] ?? "";

/** Which place the plate belongs to, as far as this telephone knows. */
async function plate() {
  const { part, words, app, inputs } = screen;
  const code = codeOf(form.code);
  const mark = code && (await store.hash(new TextEncoder().encode(code))).slice(0, 8);
  const place = mark && app.bundle.patrol?.places.find((one) => one.mark === mark);
  part("plate-words").textContent = place ? app.fill(words.wordsPlate, { place: place.name }) : code ? words.wordsStrange : "";
  if (place && form.place !== place.id) {
    form.place = inputs.place.value = place.id;
    await keep();
  }
  return { code, place };
}
async function readPlate({ target }) {
  try {
    const [found] = await new BarcodeDetector({ formats: ["qr_code"] }).detect(await createImageBitmap(target.files[0]));
    if (!codeOf(found?.rawValue ?? "")) throw new Error("no code");
    form.code = screen.inputs.code.value = found.rawValue;
    await keep();
    await plate();
  } catch {
    screen.part("plate-words").textContent = screen.words.wordsUnread;
  }
  target.value = "";
}

// --- handing in ---------------------------------------------------------------------------------------------------------
let sending = false;
async function send(event) {
  event.preventDefault();
  if (sending || !form) return;
  sending = true;
  try {
    if (Date.now() - spot.at > OLD_MS) find();
    await taken();
    await safely(form.kind === "checkin" ? checkIn : visit);
  } finally {
    sending = false;
  }
}

async function checkIn() {
  const { words, app } = screen;
  const { code, place: scanned } = await plate();
  const place = scanned || app.bundle.patrol?.places.find(({ id }) => id === form.place);
  const fix = await spot.found;
  if (!code && !place) return say(words.wordsLacksPlace);
  if (!fix && !form.reason) return say(words.wordsLacksReason);
  if (!fix && form.reason === "other" && !form.why.trim()) return say(words.wordsLacksWhy);
  const payload = { ...(code ? { token: code } : { place: place.id }), note: form.note.trim(), position: fix };
  if (!fix) Object.assign(payload, { no_position: form.reason, why: form.why.trim() });
  return handIn(payload, code && !scanned ? { title: code } : { title: place.name, place: place.id });
}

async function visit() {
  const { words, app } = screen;
  const house = app.bundle.patrol?.houses.find(({ id }) => id === form.house);
  if (!house) return say(words.wordsLacksHouse);
  if (!form.about) return say(words.wordsLacksAbout);
  return handIn({ household: house.id, about: form.about, note: form.note.trim(), position: await spot.found }, { title: house.name });
}

async function handIn(payload, more) {
  const { words, app } = screen;
  let taken = false;
  await close(async () => (taken = await duty.handIn(form.kind, payload, form.photo ? [form.photo] : [], more)));
  if (taken) app.toast(words.wordsKept, "done");
  else app.toast(words.wordsOver, "danger");
}
