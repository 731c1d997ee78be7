// Keys of the inbox. Everything works without them.

import { listen } from "../../ui/desk_keys.js";

const form = document.querySelector("[data-inbox]");
const rows = [...document.querySelectorAll("[data-row]")];
const picked = document.querySelector("[data-picked]");
const PLACE = "fengqiao.inbox.place";
let here = -1;

const boxes = () => [...(form?.querySelectorAll('[name="row"]:checked') ?? [])];
const count = () => {
  const number = boxes().length;
  if (!picked) return;
  picked.dataset.empty ??= picked.textContent;
  picked.textContent = number ? `${number} ${picked.dataset.words}` : picked.dataset.empty;
};

function go(to) {
  if (!rows.length) return;
  rows[here]?.removeAttribute("data-here");
  here = Math.min(rows.length - 1, Math.max(0, to));
  rows[here].setAttribute("data-here", "");
  (rows[here].querySelector('input[name="row"]') ?? rows[here].querySelector("[data-open]")).focus({ preventScroll: true });
  rows[here].scrollIntoView({ block: "nearest" });
}

function take() {
  if (!boxes().length) {
    const box = rows[here]?.querySelector('input[name="row"]');
    if (!box) return false;
    box.checked = true;
  }
  count();
  return true;
}

function decide(key) {
  sessionStorage.setItem(PLACE, String(here)); // the next row stands where this one was
  form.requestSubmit(form.querySelector(`[data-key="${key}"]`));
}

const keys = {
  j: () => go(here + 1),
  k: () => go(here - 1),
  x: () => rows[here]?.querySelector('input[name="row"]')?.click(),
  Enter: () => rows[here]?.querySelector("[data-open]").click(),
  "/": () => document.querySelector("#q")?.focus(),
  "?": () => document.getElementById("inbox-keys").showModal(),
  u: () => document.querySelector("[data-undo]")?.requestSubmit(),
  a: () => {
    if (form && take()) decide("a");
    else rows[here]?.querySelector("[data-open]").click(); // what is not decided by a key is opened
  },
  b: () => {
    if (!form || !take()) return;
    if (form.elements.note.value.trim()) decide("b");
    else form.elements.note.focus();
  },
};

listen(keys, (event) => {
  if (event.target.id !== "note") return false;
  if (event.key === "Escape") event.target.blur();
  if (event.key !== "Enter") return false;
  event.preventDefault(); // in the words of sending back, Enter sends back, never accepts
  if (event.target.value.trim()) decide("b");
  return true;
});
form?.addEventListener("change", count);
count();
const place = sessionStorage.getItem(PLACE);
sessionStorage.removeItem(PLACE);
if (place !== null) go(Number(place));
