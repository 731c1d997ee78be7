// Keys of the tray. Everything works without them.

import { listen } from "../ui/desk_keys.js";

const form = document.querySelector("[data-tray]");
const rows = [...document.querySelectorAll("[data-row]")];
const picked = document.querySelector("[data-picked]");
let here = -1;

function go(to) {
  if (!rows.length) return;
  rows[here]?.removeAttribute("data-here");
  here = Math.min(rows.length - 1, Math.max(0, to));
  rows[here].setAttribute("data-here", "");
  rows[here].querySelector("input").focus({ preventScroll: true });
  rows[here].scrollIntoView({ block: "nearest" });
}

function count() {
  const number = form?.querySelectorAll('[name="row"]:checked').length;
  if (picked && number) picked.textContent = `${number} ${picked.dataset.words}`;
}

function take(here) {
  if (here && !form.querySelector('[name="row"]:checked')) here.querySelector("input").checked = true;
  count();
}

const keys = {
  j: () => go(here + 1),
  k: () => go(here - 1),
  x: () => rows[here]?.querySelector("input").click(),
  Enter: () => rows[here]?.querySelector("a").click(),
  "/": () => document.querySelector('.filters [name="q"]')?.focus(),
  "?": () => document.getElementById("tray-keys").showModal(),
  a: () => {
    if (!form) return;
    take(rows[here]);
    form.requestSubmit(form.querySelector('[data-key="a"]'));
  },
  p: () => {
    if (!form) return;
    take(rows[here]);
    form.requestSubmit(form.querySelector('[data-key="p"]'));
  },
  r: () => {
    if (!form) return;
    take(rows[here]);
    const note = form.elements.note;
    if (note.value.trim()) form.requestSubmit(form.querySelector('[data-key="r"]'));
    else note.focus();
  },
};

listen(keys);
form?.addEventListener("change", count);
count();
