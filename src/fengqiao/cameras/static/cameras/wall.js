// Up to sixteen cameras at once: single pictures that are cheap for everybody, a film for the one that is opened, and
// alarmed cameras in front.

import { post, toast } from "../ui/http.js";
import { start } from "./live.js";

const root = document.querySelector("[data-livewall]");
const words = root.dataset;
const facts = JSON.parse(document.getElementById("wall-facts").textContent);
const list = root.querySelector("[data-tiles]");
const OVER = /^cameras\.alarm_(safe|false|closed)$/;

// --- pictures -----------------------------------------------------------------------------------------------------
// One picture at a time for each tile, one tile after the other: sixteen tiles ask about five times a second in all.
const tiles = () => [...(list?.children ?? [])];
const shown = () => tiles().slice(0, Number(words.layout));
let turn = -1;

function widthOf(tile) {
  const wanted = tile.clientWidth * Math.min(2, devicePixelRatio || 1);
  return [160, 320, 640, 960, 1280].find((width) => width >= wanted * 0.8) ?? 1920;
}

function refresh(tile) {
  if (tile.dataset.busy || !tile.dataset.snapshot || tile.dataset.condition === "unconnected") return;
  if (Date.now() < Number(tile.dataset.rest ?? 0)) return;
  tile.dataset.busy = "1";
  const next = new Image();
  const done = (good) => {
    delete tile.dataset.busy;
    const img = tile.querySelector("img");
    if (good) {
      img.src = next.src;
      img.alt = tile.dataset.name;
      img.hidden = false;
      tile.dataset.seen = String(Date.now());
      delete tile.dataset.rest;
    } else {
      // A camera without a picture is asked seldom; its last picture stays for half a minute and then goes.
      tile.dataset.rest = String(Date.now() + (tile.dataset.condition === "live" ? 5000 : 20000));
      if (Date.now() - Number(tile.dataset.seen ?? 0) > 30000) img.hidden = true;
    }
  };
  next.onload = () => done(true);
  next.onerror = () => done(false);
  next.src = `${tile.dataset.snapshot}?width=${widthOf(tile)}&at=${Date.now()}`;
}

function beat() {
  const all = shown();
  if (all.length && !document.hidden && !document.getElementById("film").open) {
    turn = (turn + 1) % all.length;
    refresh(all[turn]);
  }
  setTimeout(beat, all.length > 4 ? 200 : 1000 / Math.max(1, all.length));
}

function arrange() {
  tiles().forEach((tile, index) => {
    tile.hidden = index >= Number(words.layout);
  });
}

for (const choice of root.querySelectorAll("[data-layout-choice]")) {
  choice.addEventListener("click", (event) => {
    event.preventDefault();
    words.layout = choice.dataset.layoutChoice;
    for (const other of root.querySelectorAll("[data-layout-choice]")) other.removeAttribute("aria-current");
    choice.setAttribute("aria-current", "true");
    arrange();
    const form = document.querySelector("[data-choose]");
    if (!words.saves || !form) return;
    form.elements.layout.value = words.layout;
    save(form).catch(() => {});
  });
}

// --- the film of one ------------------------------------------------------------------------------------------------
const film = document.getElementById("film");
let stop = null;
list?.addEventListener("click", (event) => {
  const tile = event.target.closest(".tile__open")?.closest(".tile");
  if (!tile) return;
  const stage = film.querySelector("[data-film-pattern]").content.firstElementChild.cloneNode(true);
  Object.assign(stage.dataset, { video: tile.dataset.video, tracks: tile.dataset.tracks, snapshot: tile.dataset.snapshot });
  film.querySelector("#film-title").textContent = tile.dataset.name;
  film.querySelector("[data-film-page]").href = tile.dataset.page;
  film.querySelector("[data-film]").replaceChildren(stage);
  film.showModal();
  stop = start(stage, { zones: facts.outlines[tile.dataset.camera] ?? [], classes: facts.classes });
});
film.addEventListener("close", () => {
  stop?.abort();
  stop = null;
  film.querySelector("[data-film]").replaceChildren();
});

// --- alarms come to the front -----------------------------------------------------------------------------------------
function tileOf({ camera, camera_name: name }) {
  const known = tiles().find((tile) => tile.dataset.camera === camera);
  if (known) return known;
  const tile = root.querySelector("[data-tile-pattern]").content.firstElementChild.cloneNode(true);
  const pattern = tiles()[0];
  if (!pattern) return null;
  Object.assign(tile.dataset, { camera, name });
  for (const part of ["snapshot", "page", "video", "tracks"]) {
    tile.dataset[part] = pattern.dataset[part].replace(pattern.dataset.camera, camera);
  }
  tile.querySelector(".tile__name").textContent = name;
  return tile;
}

function alarmed(payload) {
  const tile = tileOf(payload);
  if (!tile) return;
  tile.classList.add("tile--alarm");
  tile.dataset.alarm = payload.alarm;
  const link = tile.querySelector("[data-alarm-link]");
  link.href = `${link.href.split("/alarms/")[0]}/alarms/${payload.alarm}/`;
  link.hidden = false;
  tile.querySelector("[data-alarm-words]").textContent = facts.happening[`${payload.zone_kind}:${payload.what}`] ?? words.wordsAlarm;
  if (tile !== list.firstElementChild) list.prepend(tile);
  while (list.children.length > Number(words.most)) list.lastElementChild.remove();
  arrange();
  refresh(tile);
}

function over(payload) {
  const tile = tiles().find((one) => one.dataset.alarm === payload.alarm);
  if (!tile) return;
  tile.classList.remove("tile--alarm");
  tile.dataset.alarm = "";
  tile.querySelector("[data-alarm-link]").hidden = true;
}

function stated({ camera, condition }) {
  const tile = tiles().find((one) => one.dataset.camera === camera);
  if (!tile) return;
  tile.dataset.condition = condition;
  delete tile.dataset.rest;
  tile.querySelector("[data-none]").textContent = facts.conditions[condition] ?? words.wordsAway;
}

let source = null;
const line = root.querySelector("[data-line]");
function listen() {
  source?.close();
  source = new EventSource(`${words.live}?after=${words.seq}`);
  const state = (open) => {
    line.toggleAttribute("data-lost", !open);
    line.querySelector("[data-line-words]").textContent = open ? words.wordsLineLive : words.wordsLineLost;
  };
  source.addEventListener("open", () => state(true));
  source.addEventListener("error", () => {
    state(false);
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 3000);
  });
  source.addEventListener("journal", (event) => {
    words.seq = event.lastEventId || words.seq;
    const { kind, payload } = JSON.parse(event.data);
    if (kind === "cameras.alarm_raised") alarmed(payload);
    else if (kind === "cameras.camera_state") stated(payload);
    else if (OVER.test(kind)) over(payload);
  });
}
if (words.live && list) listen();
addEventListener("pagehide", () => source?.close());
addEventListener("pageshow", (event) => event.persisted && location.reload());

// --- choosing -------------------------------------------------------------------------------------------------------------
const form = document.querySelector("[data-choose]");
const save = (from) => post(location.pathname, new FormData(from));
if (form) {
  const boxes = [...form.querySelectorAll('input[name="camera"]')];
  const count = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    form.querySelector("[data-chosen]").textContent = words.wordsChosen.replace("%s", chosen);
    for (const box of boxes) box.disabled = !box.checked && chosen >= Number(words.most);
  };
  form.addEventListener("change", count);
  form.querySelector("[data-choose-search]").addEventListener("input", (event) => {
    const wanted = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const item of form.querySelectorAll("[data-search]")) {
      item.hidden = !wanted.every((word) => item.dataset.search.includes(word));
    }
  });
  form.querySelector("[data-choose-search]").addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  form.querySelector("[data-choose-none]").addEventListener("click", () => {
    for (const box of boxes) box.checked = false;
    count();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await save(form);
      location.href = location.pathname;
    } catch (error) {
      toast(error.message, "danger");
    }
  });
  count();
}

arrange();
if (list) {
  for (const tile of shown()) refresh(tile);
  beat();
}
root.dataset.ready = "";
