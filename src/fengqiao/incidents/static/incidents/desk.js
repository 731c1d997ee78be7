// The desk's sheet: long lists narrowed by pinyin, the draft kept while typing, neighbours' reports before sending.

import { post } from "../ui/http.js";
import { drawPin } from "./pin.js";

const form = document.querySelector("[data-desk]");

// --- long lists: letters narrow them down -------------------------------------------------------------------------
for (const box of document.querySelectorAll("[data-find-list]")) {
  const select = box.querySelector("select");
  if (!select) continue;
  const all = [...select.querySelectorAll("option")].map((option) => ({ option, group: option.parentElement, find: option.dataset.find ?? "" }));
  const field = document.createElement("input");
  field.type = "search";
  field.className = "input";
  field.placeholder = box.dataset.words;
  field.setAttribute("aria-label", `${box.querySelector("label")?.firstChild?.textContent ?? ""} · ${box.dataset.words}`);
  field.autocomplete = "off";
  select.before(field);
  const narrow = () => {
    const wanted = field.value.trim().toLowerCase();
    const kept = select.value;
    const fits = all.filter(({ option, find }) => !option.value || option.value === kept || !wanted || find.split(" ").some((part) => part.startsWith(wanted) || (part.includes(wanted) && wanted.length > 1)));
    for (const { option } of all) option.remove();
    for (const { option, group } of fits) group.append(option);
    for (const group of select.querySelectorAll("optgroup")) group.hidden = !group.children.length;
    const real = fits.filter(({ option }) => option.value && (option.value !== kept || !wanted || option.dataset.find.includes(wanted)));
    if (wanted && real.length) select.value = real[0].option.value;
    else select.value = kept;
    if (select.value !== kept) select.dispatchEvent(new Event("change", { bubbles: true }));
  };
  field.addEventListener("input", (event) => {
    event.stopPropagation();
    narrow();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") {
      event.preventDefault();
      select.focus();
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault(); // it chooses; it does not send
      field.value = "";
      narrow();
      select.focus();
    }
  });
}

// --- the draft and the neighbours ---------------------------------------------------------------------------------
if (form) {
  const near = form.querySelector("[data-near]");
  const seen = form.querySelector("[data-seen]");
  const saved = form.querySelector("[data-saved]");
  const own = form.querySelector("[data-questions]");
  let timer = 0;
  let last = "";
  let running = null;

  const content = () => {
    const data = new FormData(form);
    for (const name of ["photo", "into", "seen"]) data.delete(name);
    return new URLSearchParams([...data].filter(([, value]) => typeof value === "string"));
  };
  const keep = async () => {
    const body = content();
    if (String(body) === last) return;
    running?.abort();
    running = new AbortController();
    try {
      const answer = await post(form.dataset.save, Object.fromEntries(body), { signal: running.signal });
      const { near: html, seen: codes, category, questions } = await answer.json();
      last = String(body);
      if (seen.value !== codes) {
        near.innerHTML = html; // our own page's fragment
        seen.value = codes;
      }
      if (own.dataset.category !== category) {
        own.dataset.category = category;
        own.innerHTML = questions; // our own page's fragment
      }
      saved.textContent = `${form.dataset.wordsSaved} ${new Date().toLocaleTimeString(document.documentElement.lang)}`;
    } catch (error) {
      if (error.name !== "AbortError") saved.textContent = form.dataset.wordsLost;
    }
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 900);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", () => clearTimeout(timer));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-send]"));
    }
  });

  // --- the map: the village that was chosen, then the place in it -------------------------------------------------
  const desk = form.querySelector("[data-desk-map]");
  const box = desk.querySelector("[data-map]");
  const { area, position } = form.elements;
  const written = () => position.value.match(/-?\d+\.?\d*/g)?.slice(0, 2).map(Number).sort((one, other) => other - one);
  const draw = async (query) => {
    const drawn = await drawPin(box, `${desk.dataset.deskMap}?${new URLSearchParams(query)}`, (lon, lat) => {
      position.value = `${lon.toFixed(6)}, ${lat.toFixed(6)}`;
      soon();
    });
    desk.hidden = !drawn;
    const map = box.querySelector("svg");
    for (const button of desk.querySelectorAll("[data-scale]")) button.disabled = !map?.dataset[button.dataset.scale];
  };
  const show = () => {
    const spot = written();
    if (spot?.length === 2) draw({ lon: spot[0], lat: spot[1], metres: 1 });
    else if (area.value) draw({ area: area.value });
  };
  for (const button of desk.querySelectorAll("[data-scale]")) {
    button.addEventListener("click", () => {
      const map = box.querySelector("svg");
      const [lon, lat] = written() ?? [Number(map.dataset.lon), Number(map.dataset.lat)];
      draw({ lon, lat, metres: map.dataset[button.dataset.scale] });
    });
  }
  area.addEventListener("change", () => draw(area.value ? { area: area.value } : { lon: "x" }));
  position.addEventListener("change", show);
  show();
}
