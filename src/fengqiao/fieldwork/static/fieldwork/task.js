// A task of the studio, answered with or without a network: photos are kept sealed at once, the answer waits in the outbox.

import { shrink, take, taken } from "../ui/photo.js";
import * as outbox from "./outbox.js";
import { locate } from "./place.js";
import * as store from "./store.js";

const SIDE = 1600;
let task = null;
let photos = [];
let spot = null;

export async function show(section, app, more) {
  if (more?.task && more.task.id !== task?.id) {
    task = more.task;
    photos = [];
    spot = null;
    app.find("note", section).value = "";
  }
  if (!task) {
    app.go("today");
    return;
  }
  const part = (name) => app.find(name, section);
  part("title").textContent = task.title;
  part("where").textContent = [task.place, task.left].filter(Boolean).join(" · ");
  part("back").hidden = !task.sent_back;
  part("back-words").textContent = task.sent_back ?? "";
  part("words-card").hidden = !task.words;
  part("words-card").textContent = task.words ?? "";
  part("note").required = task.needs.includes("note");
  wire(section, app, part);
  count(part);
  if (!spot) await findSpot(section, part);
}

async function findSpot(section, part) {
  part("position").textContent = section.dataset.wordsWhere;
  spot = await locate();
  part("position").textContent = spot ? `${section.dataset.wordsFound} ${Math.round(spot.accuracy)} m` : section.dataset.wordsNowhere;
}

const count = (part) => {
  part("count").textContent = photos.length ? `× ${photos.length}` : "";
};

function wire(section, app, part) {
  part("photo").onchange = ({ target }) => {
    const files = [...target.files];
    target.value = "";
    take(async () => {
      for (const file of files) {
        try {
          const sha = await store.keepFile(await shrink(file, SIDE));
          if (!photos.includes(sha)) photos.push(sha);
        } catch (error) {
          app.toast(error.reason === "photo" ? section.dataset.wordsPhoto : section.dataset.wordsRoom, "danger");
        }
      }
      count(part);
    });
  };
  part("form").onsubmit = async (event) => {
    event.preventDefault();
    await taken();
    if (!task) return; // the second of two taps
    if (task.needs.includes("photo") && !photos.length) {
      app.toast(section.dataset.wordsLacks, "danger");
      return;
    }
    if (task.needs.includes("position") && !spot) {
      await findSpot(section, part);
      if (!spot) {
        app.toast(section.dataset.wordsNowhere, "danger");
        return;
      }
    }
    const payload = { task: task.id, note: part("note").value.trim(), position: spot };
    try {
      await outbox.put("task_answer", payload, photos, { title: task.title });
    } catch {
      app.toast(section.dataset.wordsRoom, "danger");
      return;
    }
    // It is not to do any more on this telephone, whatever the server says later.
    app.bundle.tasks = app.bundle.tasks.filter(({ id }) => id !== task.id);
    await store.write("bundle", app.bundle).catch(() => {});
    app.toast(section.dataset.wordsKept, "done");
    task = null;
    app.go("today");
  };
}
