// A report in ten seconds: photo, one tap for what it is, send. Place and grid fill themselves in. Whatever is written is
// kept with every key, photos the moment they are taken, so a dead battery takes nothing.

import { freshId } from "../ui/fresh_id.js";
import { shrink, take, taken } from "../ui/photo.js";
import { takenAt } from "./exif.js";
import * as outbox from "./outbox.js";
import { gridAt, locate, nearest } from "./place.js";
import { shots } from "./shots.js";
import * as store from "./store.js";
import { voiceField } from "./voice.js";

const SIDES = [1600, 1000]; // the smaller one when the telephone has little room left
const LAST = 6;
const RECENT = 3;
const REMEMBERED = 300;
const MOST = 12; // with the memo; the server takes no more in one entry
const SOON_MS = 120_000;
let screen = null; // section, app, parts; once it was opened
let form = null; // what is written, as it is kept
let fix = null;

const empty = () => ({ id: freshId(), category: "", place: "", words: "", pin: null, spot: false, note: "", photos: [], voice: "", at: "", fix: null, draft: "", base: {} });
const isFull = (error) => error?.name === "QuotaExceededError" || error?.cause?.name === "QuotaExceededError";
const keep = () => store.write("form", form).catch((error) => say(isFull(error) ? screen.words.wordsFull : String(error)));

export async function show(section, app, more) {
  if (!screen) begin(section, app);
  screen.app = app;
  if (more?.item) form = fromItem(more.item, more.inside);
  else if (more?.draft) form = { ...empty(), ...fromFields(more.draft.fields), draft: more.draft.id, base: more.draft.fields };
  else if (more?.pin) form = { ...(form ?? empty()), pin: more.pin };
  else form ??= (await store.read("form")) ?? empty();
  if (more) await keep();
  await fillIn();
  find();
}

// --- the form and what is kept of it ------------------------------------------------------------------------------------
function fromFields({ category = "", place = "", description = "", pin = null, solved = "" }) {
  return { category, place, words: description, pin, spot: Boolean(solved), note: solved };
}
function fromItem(item, { captured_at, payload }) {
  const photos = item.photos.filter((sha) => sha !== payload.voice).map((sha) => ({ sha, ...payload.pictures?.[sha] }));
  return { ...empty(), ...fromFields(payload), id: item.id, at: captured_at, photos, voice: payload.voice ?? "", fix: payload.position ?? null, draft: payload.draft ?? "" };
}
function fields() {
  const { category, place, words, pin, spot, note } = form;
  return { category, place, description: words, pin, solved: spot ? note.trim() || screen.part("spot").textContent.trim() : "" };
}

function begin(section, app) {
  const part = (name) => section.querySelector(`[data-${name}]`);
  screen = { section, app, part, words: section.dataset };
  const inputs = section.querySelector("form").elements;
  screen.inputs = inputs;
  for (const name of ["place", "words", "note"]) {
    inputs[name].addEventListener("input", () => {
      form[name] = inputs[name].value;
      screen.touched ||= name === "place";
      keep();
    });
  }
  inputs.spot.addEventListener("change", () => {
    form.spot = inputs.spot.checked;
    part("solved").hidden = !form.spot;
    keep();
  });
  for (const field of section.querySelectorAll("[data-add], [data-add-after]")) {
    field.addEventListener("change", () => chosen(field, "addAfter" in field.dataset));
  }
  part("pin").addEventListener("click", () => app.go("map", { setting: form.pin ?? form.fix ?? fix }));
  part("draft").addEventListener("click", keepDraft);
  part("clear").addEventListener("click", clear);
  section.querySelector("form").addEventListener("submit", send);
  screen.voice = voiceField(section, async (blob) => {
    form.voice = blob ? await store.keepFile(blob) : "";
    await keep();
  });
}

async function clear() {
  await taken();
  form = empty();
  fix = null;
  screen.touched = false;
  await store.forget("form");
  say("");
  await fillIn();
  find();
}

function say(text) {
  const box = screen.part("error");
  box.textContent = text;
  box.hidden = !text;
  if (text) box.scrollIntoView({ block: "center" });
}

async function fillIn() {
  const { inputs, part } = screen;
  inputs.place.value = form.place;
  inputs.words.value = form.words;
  inputs.note.value = form.note;
  inputs.spot.checked = form.spot;
  part("solved").hidden = !form.spot;
  screen.voice.show(form.voice ? await store.file(form.voice).catch(() => null) : null);
  await tiles();
  await pictures();
}

// --- photos --------------------------------------------------------------------------------------------------------------
function chosen(field, after) {
  const files = [...field.files];
  field.value = "";
  take(() => takeAll(files, after));
}

async function takeAll(files, after) {
  for (const file of files) {
    if (form.photos.length >= MOST - 1) {
      say(screen.words.wordsMost);
      break;
    }
    try {
      await takeOne(file, after);
    } catch (error) {
      say(isFull(error) ? screen.words.wordsFull : screen.words.wordsPhoto);
    }
  }
  await keep();
  await pictures();
}

async function takeOne(file, after) {
  const [taken, original] = [await takenAt(file), await store.hash(await file.arrayBuffer())];
  let sha = "";
  for (const side of SIDES) {
    try {
      sha = await store.keepFile(await shrink(file, side));
      break;
    } catch (error) {
      if (!isFull(error) || side === SIDES.at(-1)) throw error;
    }
  }
  form.at ||= new Date().toISOString();
  form.fix ??= fix; // the place of the photo, wherever it is sent from
  if (form.photos.some((one) => one.sha === sha)) return;
  const seen = (await store.read("seen")) ?? [];
  form.photos.push({ sha, after, taken_at: taken, original, used: seen.includes(original) });
  say("");
}

async function pictures() {
  const { part, words } = screen;
  const found = await Promise.all(form.photos.map(async (one) => ({ ...one, blob: await store.file(one.sha).catch(() => null) })));
  for (const name of ["shots", "shots-after"]) {
    const after = name !== "shots";
    const row = found.filter((one) => one.blob && Boolean(one.after) === after);
    shots(part(name), row.map(({ sha, blob }) => ({ blob, alt: after ? words.wordsAfter : "", out: () => takeOut(sha) })), words.wordsRemove);
  }
  remarks();
}

async function takeOut(sha) {
  form.photos = form.photos.filter((one) => one.sha !== sha);
  await keep();
  await pictures();
}

function remarks() {
  const { app, words, part } = screen;
  const here = document.documentElement.lang;
  const old = form.photos.find(({ taken_at }) => taken_at && Math.abs(Date.now() - Date.parse(taken_at)) > 18 * 3_600_000);
  const said = [];
  if (old) said.push(app.fill(words.wordsOtherDay, { day: new Date(old.taken_at).toLocaleDateString(here) }));
  if (form.photos.some(({ used }) => used)) said.push(words.wordsUsed);
  part("remark").textContent = said.join(" ");
  part("remark").hidden = !said.length;
}

// --- what it is -----------------------------------------------------------------------------------------------------------
async function tiles() {
  const { app, section, part, words } = screen;
  const all = app.bundle.categories;
  const last = (await store.read("last")) ?? [];
  const known = last.map((code) => all.find((one) => one.code === code)).filter(Boolean);
  const classes = all.filter(({ parent, dispute }) => !parent && !dispute);
  const disputes = all.filter(({ parent, dispute }) => !parent && dispute);
  const recent = known.filter((one) => one.parent || one.dispute).slice(0, RECENT);
  const rank = ({ code }) => (last.includes(code) ? last.indexOf(code) : LAST);
  const ordered = [...recent, ...classes.sort((one, other) => rank(one) - rank(other))];
  const chosen = all.find(({ code }) => code === form.category);
  const root = chosen?.parent || chosen?.code || "";
  const picture = (one) => section.querySelector(`template[data-icon="${one.parent || one.code}"]`) ?? section.querySelector('template[data-icon=""]');
  const tile = (one, pressed, press) => {
    const made = button("tile", one, pressed, press);
    made.prepend(picture(one).content.cloneNode(true));
    return made;
  };
  const open = chosen ? chosen.dispute : screen.disputes;
  const quarrel = { code: "disputes", title: words.wordsDisputes };
  part("tiles").replaceChildren(
    ...ordered.map((one) => tile(one, one.code === form.category || one.code === root)),
    ...(disputes.length ? [tile(quarrel, open, showDisputes)] : []),
  );
  const minors = open ? disputes : root ? all.filter(({ parent }) => parent === root) : [];
  part("minors").hidden = !minors.length;
  part("minors").replaceChildren(...minors.map((one) => button("button", one, one.code === form.category)));
  part("spot").hidden = Boolean(chosen) && !chosen.spot;
}

/** Disputes stand behind one picture; which of them it is, is asked below. */
async function showDisputes() {
  form.category = "";
  screen.disputes = true;
  await tiles();
}

async function choose(one) {
  form.category = one.code;
  screen.disputes = false;
  await keep();
  await tiles();
  say("");
}

function button(kind, one, pressed, press = () => choose(one)) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = kind;
  made.dataset.category = one.code;
  made.setAttribute("aria-pressed", String(Boolean(pressed)));
  made.append(Object.assign(document.createElement("span"), { textContent: one.title }));
  made.addEventListener("click", press);
  return made;
}

// --- where it is ----------------------------------------------------------------------------------------------------------
async function find() {
  const { app, words, part, inputs } = screen;
  const where = part("where");
  if (!form.pin && !form.fix && !fix) {
    where.textContent = words.wordsLocating;
    fix = await locate();
    if (form.photos.length && Date.now() - Date.parse(form.at) < SOON_MS) {
      form.fix = fix;
      await keep();
    }
  }
  const point = form.pin ?? form.fix ?? fix;
  if (!point) {
    where.textContent = words.wordsNowhere;
    return;
  }
  const grid = gridAt(point, app.bundle.grids);
  const near = nearest(point, app.bundle.places);
  const metres = Math.round(point.accuracy ?? 0);
  const said = form.pin ? words.wordsPinned : grid ? words.wordsHere : words.wordsOutside;
  where.textContent = app.fill(said, { grid: grid?.name ?? "", metres });
  if (near && !form.place && !screen.touched) {
    form.place = inputs.place.value = near.name;
    await keep();
  }
}

// --- sending --------------------------------------------------------------------------------------------------------------
async function send(event) {
  event.preventDefault();
  if (screen.sending) return;
  screen.sending = true;
  try {
    await taken();
    await handIn();
  } finally {
    screen.sending = false;
  }
}

async function handIn() {
  const { app, words } = screen;
  if (!form.category) {
    say(words.wordsCategory);
    return;
  }
  const named = app.bundle.categories.find(({ code }) => code === form.category)?.title ?? "";
  const about = Object.fromEntries(form.photos.map(({ sha, after, taken_at }) => [sha, { after: Boolean(after), taken_at }]));
  const position = form.fix ?? fix;
  const grid = position && gridAt(position, app.bundle.grids);
  const payload = { ...fields(), position, grid: grid?.id ?? app.bundle.mine[0] ?? "", pictures: about, voice: form.voice, draft: form.draft };
  const photos = [...form.photos.map(({ sha }) => sha), ...(form.voice ? [form.voice] : [])];
  const title = form.words.split("\n")[0].slice(0, 40) || [named, form.place].filter(Boolean).join(" · ");
  try {
    await outbox.put("report", payload, photos, { id: form.id, capturedAt: form.at || new Date().toISOString(), title });
  } catch (error) {
    say(isFull(error) ? words.wordsFull : error.message);
    return;
  }
  await remember();
  app.bundle.drafts = app.bundle.drafts.filter(({ id }) => id !== form.draft);
  form = empty();
  fix = null;
  screen.touched = false;
  await store.forget("form");
  app.toast(words.wordsKept, "done");
  app.go("today");
}

/** Which categories and photos were used last, for the order of the tiles and for a photo that comes twice. */
async function remember() {
  const last = ((await store.read("last")) ?? []).filter((code) => code !== form.category);
  const seen = (await store.read("seen")) ?? [];
  await store.write("last", [form.category, ...last].slice(0, LAST)).catch(() => {});
  await store.write("seen", [...form.photos.map(({ original }) => original), ...seen].slice(0, REMEMBERED)).catch(() => {});
}

async function keepDraft() {
  const { app, words } = screen;
  const draft = form.draft || freshId();
  const now = fields();
  await outbox.put("draft", { draft, base: form.base, fields: now }, [], { title: form.words.slice(0, 40) });
  const known = app.bundle.drafts.filter(({ id }) => id !== draft);
  app.bundle.drafts = [{ id: draft, fields: now, at: new Date().toISOString() }, ...known];
  await store.write("bundle", app.bundle).catch(() => {});
  await clear();
  app.toast(words.wordsDraft, "done");
  app.go("today");
}
