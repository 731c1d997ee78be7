// Today: what is given to me, by deadline, drafts, and the report that I had begun.

import * as store from "./store.js";

export async function show(section, app) {
  const { bundle, find, fill } = app;
  const words = section.dataset;
  const time = bundle.at ? new Date(bundle.at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }) : "";
  find("as-of", section).textContent = time ? fill(words.wordsAsOf, { time }) : "";
  const list = find("tasks", section);
  const tasks = [...bundle.tasks].sort((one, other) => (one.due || "9").localeCompare(other.due || "9"));
  list.replaceChildren(...tasks.map((task) => line(section, task, app)));

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

function line(section, task, app) {
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
  part("where").textContent = [task.state, task.place].filter(Boolean).join(" · ");
  part("left").textContent = task.left;
  part("left").hidden = !task.left;
  if (task.tone) part("left").classList.add(`pill--${task.tone}`);
  return item;
}
