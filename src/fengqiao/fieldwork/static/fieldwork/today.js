// Today: what is overdue, what is given to me by deadline, drafts, and the report that I had begun.

import * as store from "./store.js";

export async function show(section, app) {
  const { bundle, find, fill } = app;
  const words = section.dataset;
  const time = bundle.at ? new Date(bundle.at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }) : "";
  find("as-of", section).textContent = time ? fill(words.wordsAsOf, { time }) : "";
  // What is late is known here, also when the server has not been heard of for days; it stands first.
  const end = ({ due }) => Date.parse(due) || Infinity;
  const tasks = [...bundle.tasks].sort((one, other) => (end(one) < end(other) ? -1 : end(one) > end(other) ? 1 : 0));
  const answers = (await store.read("answers")) ?? {};
  const late = tasks.filter((task) => end(task) < Date.now());
  const lines = (some) => some.map((task) => line(section, task, app, late.includes(task), answers[task.id]));
  find("late-part", section).hidden = !late.length;
  find("late-head", section).textContent = fill(words.wordsLate, { count: late.length });
  find("late", section).replaceChildren(...lines(late));
  find("tasks", section).replaceChildren(...lines(tasks.filter((task) => !late.includes(task))));

  const form = await store.read("form");
  const begun = form && (form.photos.length || form.words || form.category);
  find("form-card", section).hidden = !begun;
  if (begun) find("form-words", section).textContent = form.words || form.place || "";
  find("conflict-card", section).hidden = !bundle.conflicts.length;

  const drafts = bundle.drafts;
  find("drafts-part", section).hidden = !drafts.length;
  find("drafts", section).replaceChildren(
    ...drafts.map((draft) => {
      const item = find("draft", section).content.firstElementChild.cloneNode(true);
      const { title, description, place, category } = draft.fields;
      const named = bundle.categories.find(({ code }) => code === category)?.title ?? "";
      find("title", item).textContent = title || description || named || "…";
      find("where", item).textContent = place ?? "";
      item.firstElementChild.addEventListener("click", () => app.go("report", { draft }));
      return item;
    }),
  );
  const none = find("none", section);
  none.textContent = words.wordsNone;
  none.hidden = Boolean(tasks.length || drafts.length || begun);
}

function line(section, task, app, late, answer) {
  const item = section.querySelector("template[data-task]").content.firstElementChild.cloneNode(true);
  const part = (name) => item.querySelector(`[data-${name}]`);
  item.querySelector("a").href = task.url;
  if (task.id) {
    // A task of the studio is answered here, so that it works without a network.
    item.querySelector("a").addEventListener("click", (event) => {
      event.preventDefault();
      app.go("task", { task });
    });
  }
  part("title").textContent = task.title;
  const begun = answer && (answer.note || answer.photos.length) ? section.dataset.wordsBegun : "";
  part("where").textContent = [begun, task.state, task.place].filter(Boolean).join(" · ");
  const left = task.left || (late ? section.dataset.wordsOverdue : "");
  const tone = late ? "danger" : task.tone;
  part("left").textContent = left;
  part("left").hidden = !left;
  if (tone) part("left").classList.add(`pill--${tone}`);
  if (late) item.querySelector("a").classList.add("card--danger");
  return item;
}
