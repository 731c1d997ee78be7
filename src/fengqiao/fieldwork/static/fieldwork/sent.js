// The outbox as its owner sees it: what waits, what needs them and why, what went; and versions that do not agree.

import * as outbox from "./outbox.js";
import * as store from "./store.js";

let shown = null; // the section and the app, once the screen was opened
const pictures = [];

export async function show(section, app) {
  if (!shown) {
    section.querySelector("[data-send]").addEventListener("click", () => outbox.sync());
    outbox.news.addEventListener("change", () => section.hidden || draw());
  }
  shown = { section, app };
  await draw();
}

let drawing = Promise.resolve();
const draw = () => (drawing = drawing.then(drawNow, drawNow));

async function drawNow() {
  const { section, app } = shown;
  const { find, fill } = app;
  const rows = (await store.items()).reverse();
  const sum = { waiting: 0, needs: 0, sent: 0 };
  const lines = [];
  for (const url of pictures.splice(0)) URL.revokeObjectURL(url);
  for (const row of rows) {
    const inside = await store.content(row).catch(() => null);
    if (!inside || (row.kind === "trail" && row.state === "sent")) continue; // a way has many parts, and says nothing here
    const tone = row.state === "sent" ? "sent" : row.state === "waiting" ? "waiting" : "needs";
    sum[tone] += 1;
    lines.push(await line(section, app, row, inside, tone));
  }
  find("items", section).replaceChildren(...lines);
  const said = find("sum", section);
  said.textContent = fill(said.dataset.words, sum);
  const none = find("none", section);
  none.textContent = section.dataset.wordsNone;
  none.hidden = lines.length > 0;
  const others = await store.othersWaiting();
  find("others", section).hidden = !others;
  find("others", section).textContent = fill(document.body.dataset.wordsOthers, { count: others });
  conflicts(section, app);
}

async function line(section, app, row, inside, tone) {
  const item = section.querySelector("template[data-item]").content.firstElementChild.cloneNode(true);
  const part = (name) => item.querySelector(`[data-${name}]`);
  const words = section.dataset;
  const kind = JSON.parse(words.kinds)[row.kind] ?? row.kind;
  item.dataset.state = row.state;
  part("title").textContent = inside.title || kind;
  part("about").textContent = `${kind} · ${new Date(row.at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" })}`;
  const pill = part("state");
  pill.textContent = { sent: words.wordsSent, waiting: words.wordsWaiting, needs: words.wordsNeeds }[tone];
  pill.classList.add(`pill--${{ sent: "done", waiting: "due", needs: "danger" }[tone]}`);
  if (row.words) {
    part("words").textContent = row.words;
    part("words").hidden = false;
  }
  if (row.url) {
    part("link").href = row.url;
    part("link").hidden = false;
  }
  const photo = row.photos[0] && (await store.file(row.photos[0]).catch(() => null));
  if (photo?.type.startsWith("image/")) {
    pictures.push((part("photo").src = URL.createObjectURL(photo)));
    part("photo").hidden = false;
  }
  part("acts").hidden = tone !== "needs";
  const screen = { report: "report", task_answer: "task" }[row.kind];
  part("edit").hidden = !screen;
  part("edit").addEventListener("click", () => app.go(screen, { item: row, inside }));
  part("again").addEventListener("click", () => outbox.again(row.id));
  part("drop").addEventListener("click", () => confirm(words.wordsDrop) && outbox.drop(row.id));
  return item;
}

// --- versions that do not agree -----------------------------------------------------------------------------------------
const asText = (value, bundle, name) => {
  if (value === null || value === undefined || value === "") return "—";
  if (name === "category") return bundle.categories.find(({ code }) => code === value)?.title ?? value;
  if (typeof value === "object") return Object.values(value).map((one) => (typeof one === "number" ? one.toFixed(5) : one)).join(", ");
  return String(value);
};

function conflicts(section, app) {
  const { bundle, find } = app;
  const fields = JSON.parse(section.dataset.fields);
  find("conflicts-part", section).hidden = !bundle.conflicts.length;
  find("conflicts", section).replaceChildren(
    ...bundle.conflicts.map((one) => {
      const item = section.querySelector("template[data-conflict]").content.firstElementChild.cloneNode(true);
      find("title", item).textContent = [one.title, fields[one.name] ?? one.name].filter(Boolean).join(" · ");
      find("here", item).textContent = asText(one.here, bundle, one.name);
      find("there", item).textContent = asText(one.there, bundle, one.name);
      const choose = async (choice) => {
        await outbox.put("choice", { conflict: one.id, choice }, [], { title: one.title });
        bundle.conflicts = bundle.conflicts.filter(({ id }) => id !== one.id);
        await store.write("bundle", bundle);
        await draw();
      };
      find("keep-here", item).addEventListener("click", () => choose("here"));
      find("keep-there", item).addEventListener("click", () => choose("there"));
      return item;
    }),
  );
}
