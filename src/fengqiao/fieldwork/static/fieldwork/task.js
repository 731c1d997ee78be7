// A task of the studio, answered with or without a network. What is written, the photos and where they were taken are kept
// sealed at once, for each task by itself, so a dead battery takes nothing; the answer waits in the outbox.

import { freshId } from "../ui/fresh_id.js";
import { shrink, take, taken } from "../ui/photo.js";
import * as outbox from "./outbox.js";
import { locate } from "./place.js";
import { shots } from "./shots.js";
import * as store from "./store.js";

const SIDE = 1600;
const MOST = 12; // the server takes no more in one entry
const SOON_MS = 120_000;
let screen = null; // section, app, part; once it was opened
let task = null;
let form = null; // the answer as it is kept: id, note, photos, spot, at
let here = { spot: null, at: 0 };

const empty = () => ({ id: freshId(), note: "", photos: [], spot: null, at: Date.now() });
const all = async () => (await store.read("answers")) ?? {};

let writing = Promise.resolve();
/** Keeps the answer as it stands, or with `null` forgets it; one after the other, for all tasks lie in one record. */
function keep(id = task.id, what = form) {
  const kept = structuredClone(what);
  writing = writing.then(async () => {
    const { [id]: _, ...others } = await all();
    await store.write("answers", kept ? { ...others, [id]: kept } : others);
  });
  writing = writing.catch(() => screen.app.toast(screen.words.wordsRoom, "danger"));
  return writing;
}

export async function show(section, app, more) {
  if (!screen) begin(section, app);
  screen.app = app;
  if (more?.item) await change(more, app.bundle.tasks);
  else if (more?.task && more.task.id !== task?.id) {
    await taken();
    await writing;
    task = more.task;
    form = (await all())[task.id] ?? empty();
  }
  if (!task) {
    app.go("today");
    return;
  }
  await fillIn();
  if (!form.spot) findSpot();
}

/** An answer that came back from the server is opened with what it says, under its own name. */
async function change({ item, inside: { payload, title } }, tasks) {
  task = tasks.find(({ id }) => id === payload.task) ?? { id: payload.task, title, needs: [] };
  form = { ...empty(), id: item.id, note: payload.note ?? "", photos: item.photos, spot: payload.position };
  await keep();
}

async function fillIn() {
  const { part } = screen;
  part("title").textContent = task.title;
  part("where").textContent = [task.place, task.left].filter(Boolean).join(" · ");
  part("back").hidden = !task.sent_back;
  part("back-words").textContent = task.sent_back ?? "";
  part("words-card").hidden = !task.words;
  part("words-card").textContent = task.words ?? "";
  part("note").required = task.needs.includes("note");
  part("note").value = form.note;
  say();
  await pictures();
}

function say() {
  const { part, words } = screen;
  const spot = form.spot ?? here.spot;
  part("position").textContent = spot ? `${words.wordsFound} ${Math.round(spot.accuracy)} m` : words.wordsNowhere;
}

async function findSpot() {
  if (!here.spot || Date.now() - here.at > SOON_MS) {
    screen.part("position").textContent = screen.words.wordsWhere;
    here = { spot: await locate(), at: Date.now() };
  }
  if (task) say();
  return here.spot;
}

async function pictures() {
  const found = await Promise.all(form.photos.map(async (sha) => ({ sha, blob: await store.file(sha).catch(() => null) })));
  const rows = found.filter(({ blob }) => blob).map(({ sha, blob }) => ({ blob, out: () => takeOut(sha) }));
  shots(screen.part("shots"), rows, screen.words.wordsRemove);
}

async function takeOut(sha) {
  form.photos = form.photos.filter((one) => one !== sha);
  await keep();
  await pictures();
}

async function takeAll(files) {
  const { app, words } = screen;
  for (const file of files) {
    if (form.photos.length >= MOST) {
      app.toast(words.wordsMost, "danger");
      break;
    }
    try {
      const sha = await store.keepFile(await shrink(file, SIDE));
      if (form.photos.includes(sha)) continue;
      form.photos.push(sha);
      await keep(); // each for itself: on a slow phone the first is there while the others are made small
      await pictures();
    } catch (error) {
      app.toast(error.reason === "photo" ? words.wordsPhoto : words.wordsRoom, "danger");
    }
  }
}

/** The answer is from where its first photo was taken, wherever it is sent. */
async function takeSpot(answer, id) {
  if (answer.spot || !answer.photos.length) return;
  answer.spot = await findSpot();
  if (form === answer) await keep(id, answer);
}

function begin(section, app) {
  const part = (name) => app.find(name, section);
  screen = { section, app, part, words: section.dataset };
  part("note").addEventListener("input", () => {
    form.note = part("note").value;
    keep();
  });
  part("photo").addEventListener("change", ({ target }) => {
    const files = [...target.files];
    target.value = "";
    take(() => takeAll(files)).then(() => form && takeSpot(form, task.id));
  });
  part("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    await taken();
    if (task && !screen.sending) {
      screen.sending = true;
      await send().finally(() => (screen.sending = false));
    }
  });
}

async function send() {
  const { app, words } = screen;
  if (task.needs.includes("photo") && !form.photos.length) {
    app.toast(words.wordsLacks, "danger");
    return;
  }
  const spot = form.spot ?? (await findSpot());
  if (task.needs.includes("position") && !spot) {
    app.toast(words.wordsNowhere, "danger");
    return;
  }
  const payload = { task: task.id, note: form.note.trim(), position: spot };
  try {
    await outbox.put("task_answer", payload, form.photos, { id: form.id, title: task.title });
  } catch {
    app.toast(words.wordsRoom, "danger");
    return;
  }
  // It is not to do any more on this telephone, whatever the server says later.
  const done = task.id;
  task = form = null;
  await keep(done, null);
  app.bundle.tasks = app.bundle.tasks.filter(({ id }) => id !== done);
  await store.write("bundle", app.bundle).catch(() => {});
  app.toast(words.wordsKept, "done");
  app.go("today");
}
