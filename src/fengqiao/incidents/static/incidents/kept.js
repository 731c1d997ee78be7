// The card after sending: the draft is gone, this phone remembers the code, and it can be copied and printed.

import { forget } from "./draft.js";
import { toast } from "../ui/http.js";

const KEY = "fengqiao-kept";
const MOST = 20;

function list() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "[]");
  } catch {
    return [];
  }
}
function keep(all) {
  try {
    localStorage.setItem(KEY, JSON.stringify(all.slice(0, MOST)));
  } catch { /* switched off: the card itself is still there */ }
}

const card = document.querySelector("[data-keep]");
if (card) {
  const { ticket, code, title, link } = card.dataset;
  forget(ticket);
  keep([{ code, title, link }, ...list().filter((one) => one.link !== link)]);
}

const box = document.querySelector("[data-kept]");
if (box && list().length) {
  box.querySelector("[data-kept-list]").replaceChildren(
    ...list().map(({ code, title, link }) => {
      const item = document.createElement("li");
      const way = document.createElement("a");
      way.href = new URL(link, location.origin).pathname;
      way.className = "button button--block";
      way.textContent = `${code} · ${title}`;
      item.append(way);
      return item;
    }),
  );
  box.hidden = false;
  box.querySelector("[data-kept-forget]").addEventListener("click", () => {
    keep([]);
    box.hidden = true;
  });
}

const copy = document.querySelector("[data-copy]");
if (copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(copy.dataset.copy);
    toast(copy.dataset.words, "done");
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
