// The app: opens with what the telephone has, fetches what is new, shows one screen at a time, and says honestly how
// sending goes. Screens are modules that export show(section, app); they are loaded when they are first needed.

import { toast } from "../ui/http.js";
import { call, post } from "./api.js";
import { letters } from "./letters.js";
import * as outbox from "./outbox.js";
import * as store from "./store.js";
import * as vault from "./vault.js";

const SCREENS = {
  today: () => import("./today.js"),
  report: () => import("./report.js"),
  map: () => import("./map.js"),
  sent: () => import("./sent.js"),
  task: () => import("./task.js"),
  patrol: () => import("./walk.js"),
};
const FIRST = "today";
const WRITING = new Set(["#report", "#patrol"]); // screens that look after what changes themselves
const AGAIN_MS = 20_000;
const FRESH_MS = 5 * 60_000;
let stale = false;
let fetched = 0;
const find = (name, within = document) => within.querySelector(`[data-${name}]`);
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

const app = {
  /** What the server said last: grids, places, tasks, categories, drafts, conflicts. */
  bundle: { mine: [], grids: [], villages: [], places: [], categories: [], tasks: [], drafts: [], conflicts: [], patrol: { grids: [], places: [], houses: [], shift: null } },
  find,
  fill,
  toast,
  /** Shows another screen; `more` is handed to it once. */
  go(name, more) {
    app.handed = more;
    if (location.hash === `#${name}`) route();
    else location.hash = name;
  },
  refresh,
};

// --- screens ----------------------------------------------------------------------------------------------------------
async function route() {
  const wanted = location.hash.slice(1);
  const name = !vault.owner() ? "door" : wanted in SCREENS ? wanted : FIRST;
  for (const section of document.querySelectorAll("[data-screen]")) section.hidden = section.dataset.screen !== name;
  for (const link of document.querySelectorAll(".field-nav a")) {
    if (link.hash === `#${name}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.querySelector(".field-nav").hidden = name === "door";
  if (name === "door") return;
  const more = app.handed;
  app.handed = undefined;
  const section = document.querySelector(`[data-screen="${name}"]`);
  section.inert = !section.dataset.shown; // what nobody listens to yet takes no taps and no photos
  const screen = await SCREENS[name]();
  await screen.show(section, app, more);
  section.dataset.shown = "1";
  section.inert = false;
  if (!performance.getEntriesByName("field-shown").length) performance.mark("field-shown"); // how fast it opens is measured
}
addEventListener("hashchange", () => {
  scrollTo(0, 0);
  route();
});

// --- how sending goes ----------------------------------------------------------------------------------------------------
const chip = find("chip");
async function showCounts() {
  if (!vault.owner()) return;
  const { waiting, needs } = await outbox.counts();
  const parts = [];
  if (waiting) parts.push(fill(chip.dataset.wordsWaiting, { count: waiting }));
  if (needs) parts.push(fill(chip.dataset.wordsNeeds, { count: needs }));
  chip.textContent = parts.join(" · ") || chip.dataset.wordsSent;
  chip.dataset.tone = needs ? "danger" : waiting ? "due" : "done";
  chip.hidden = false;
}
const band = find("band");
function showNetwork(state) {
  const words = { offline: band.dataset.wordsOffline, "signed-out": band.dataset.wordsSignedOut, busy: band.dataset.wordsBusy }[state];
  if (state === "sending") return;
  band.hidden = !words;
  find("band-words").textContent = words ?? "";
  find("band-login").hidden = state !== "signed-out";
}
outbox.news.addEventListener("change", showCounts);
outbox.news.addEventListener("network", ({ detail }) => {
  showNetwork(detail.state);
  if (detail.state === "online" && stale) renew();
});
// What the server made of a draft or of a choice is looked at again: another device may have changed it too.
outbox.news.addEventListener("answered", ({ detail }) => (stale ||= !["report", "trail"].includes(detail.kind)));

/** Fetches anew and shows it, but leaves somebody alone who is writing. */
async function renew() {
  stale = false;
  if ((await refresh()) && !WRITING.has(location.hash)) await route();
}
/** A shift that runs goes on, and what the server knows of it is taken over. */
async function goOn() {
  if (!vault.owner()) return;
  const duty = await import("./duty.js");
  await duty.meet(app.bundle).catch((error) => console.error("duty", error));
}

// --- signing in and out -----------------------------------------------------------------------------------------------------
/** Fetches what the server has; false while there is no network or no sign-in. */
async function refresh() {
  let fresh;
  const asked = Date.now();
  try {
    fresh = await call("/field/state/");
  } catch ({ status }) {
    showNetwork(status === 0 ? "offline" : status === 401 ? "signed-out" : "busy");
    return false;
  }
  if (vault.owner() !== fresh.person) await vault.accept({ ...(await post("/field/key/")), name: fresh.name });
  app.bundle = { ...fresh, asked };
  fetched = Date.now();
  await store.write("bundle", app.bundle).catch(() => {}); // no room: the next start asks again
  showNetwork("online");
  goOn();
  return true;
}
async function signOut() {
  const { waiting, needs } = await outbox.counts();
  const words = waiting + needs ? fill(document.body.dataset.wordsLeave, { count: waiting + needs }) : document.body.dataset.wordsKeep;
  if (!confirm(words)) return;
  await vault.lock();
  await post(document.body.dataset.logout).catch(() => {}); // without a network the key alone is gone
  location.replace(document.body.dataset.login);
}
find("sign-out").addEventListener("click", signOut);
find("refresh").addEventListener("click", async ({ target }) => {
  target.closest("details").open = false;
  await refresh();
  await route();
});
document.addEventListener("click", ({ target }) => {
  const way = target.closest("[data-go]");
  if (way) app.go(way.dataset.go);
  way?.closest("details")?.removeAttribute("open");
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(target)) menu.open = false;
});

// --- starting ---------------------------------------------------------------------------------------------------------------
async function keepAtHand() {
  // All screens of this version are taken in before another version may come between them.
  await Promise.all(Object.values(SCREENS).map((load) => load()));
  if (!("serviceWorker" in navigator)) return;
  const own = await navigator.serviceWorker.register(document.body.dataset.worker).catch(() => null);
  if (!own) return;
  await navigator.serviceWorker.ready;
  document.body.dataset.kept = "";
  navigator.storage?.persist?.();
}

async function start() {
  letters();
  if (!globalThis.crypto?.subtle || !globalThis.indexedDB) {
    find("door-words").textContent = document.body.dataset.wordsInsecure;
    await route();
    return;
  }
  if (await vault.open()) {
    app.bundle = (await store.read("bundle")) ?? app.bundle;
    find("owner").textContent = vault.ownerName();
    await route();
    await showCounts();
  }
  const known = vault.owner();
  if (!(await refresh())) goOn();
  if (vault.owner()) {
    find("owner").textContent = vault.ownerName();
    if (vault.owner() !== known || !WRITING.has(location.hash)) await route();
    await showCounts();
    outbox.sync();
    outbox.tidy().catch(() => {});
  } else await route();
  document.body.dataset.ready = "";
  keepAtHand();
}
addEventListener("online", () => outbox.sync());
addEventListener("offline", () => showNetwork("offline"));
document.addEventListener("visibilitychange", () => document.hidden || again());
setInterval(again, AGAIN_MS);
function again() {
  if (!navigator.onLine || !vault.owner()) return;
  stale ||= Date.now() - fetched > FRESH_MS;
  outbox.sync();
}
start();
