// The shift on this telephone, with or without a network. What the worker does is written down in one step together with
// what has to be told, under an id made here; only then it goes into the outbox. So a dead battery neither loses nor
// doubles anything. Positions are taken within a shift, and only within it.

import { freshId } from "../ui/fresh_id.js";
import * as outbox from "./outbox.js";
import * as store from "./store.js";
import { owner } from "./vault.js";

const LONGEST_MS = 12 * 3_600_000; // the server ends a shift then; this telephone stops telling where it is
const EVERY_MS = 20_000;
const SEND_MS = 4 * 60_000;
const MOST = 300; // positions in one entry
const EMPTY = { shift: null, over: [], fixes: [], since: 0, todo: [], form: null };

export const news = new EventTarget();
const air = "BroadcastChannel" in window ? new BroadcastChannel("fengqiao-duty") : null;
const tell = () => news.dispatchEvent(new Event("change"));
air?.addEventListener("message", () => follow().then(tell));
let watch = null;
let last = 0;
/** How taking positions goes: { at, metres }, or { off: true } where the telephone gives none. */
export let position = {};

export const read = async () => ({ ...EMPTY, ...(await store.read("duty")) });
const alone = (act) => (navigator.locks ? navigator.locks.request("fengqiao-duty", act) : act());

/** Changes what is kept, one after the other, also over several tabs. */
export const change = (act) =>
  alone(async () => {
    const kept = await read();
    const answer = act(kept);
    await store.write("duty", kept);
    return answer;
  });

/** Puts what has to be told into the outbox; what was put in before the battery died is put in anew under the same id. */
const settle = () =>
  alone(async () => {
    const kept = await read();
    if (!kept.todo.length) return;
    const there = new Set((await store.items()).map(({ id }) => id));
    for (const { kind, payload, photos, id, at, title } of kept.todo) {
      if (!there.has(id)) await outbox.put(kind, payload, photos, { id, capturedAt: at, title });
    }
    await store.write("duty", { ...kept, todo: [] });
  });

const told = (kind, payload, more) => ({ kind, payload, photos: [], id: freshId(), at: new Date().toISOString(), title: "", ...more });
function flush(kept) {
  if (!kept.shift || !kept.fixes.length) return;
  const at = new Date().toISOString();
  while (kept.fixes.length) {
    const fixes = kept.fixes.splice(0, MOST);
    kept.todo.push(told("trail", { shift: kept.shift.id, said: at, fixes }, { at, title: kept.shift.name }));
  }
}
async function done() {
  await settle();
  await follow();
  tell();
  air?.postMessage("");
}

export async function start({ id: grid, name }) {
  await change((kept) => {
    if (kept.shift) return;
    const step = told("shift_start", { grid }, { title: name });
    kept.todo.push(step);
    Object.assign(kept, { shift: { id: step.id, grid, name, at: step.at, known: Date.now(), checked: [] }, fixes: [], since: Date.now() });
  });
  await done();
}
export async function end(at = new Date().toISOString()) {
  await change((kept) => {
    if (!kept.shift) return;
    flush(kept);
    kept.todo.push(told("shift_end", { shift: kept.shift.id }, { at, title: kept.shift.name }));
    Object.assign(kept, { shift: null, form: null, over: [kept.shift.id, ...kept.over].slice(0, 9) });
  });
  await done();
}
/** Hands in what stands in the form; a second tap finds no form any more. False: there was nothing to hand in. */
export async function handIn(kind, payload, photos, { title, place }) {
  const taken = await change((kept) => {
    if (!kept.form || !kept.shift) return false;
    kept.todo.push(told(kind, payload, { id: kept.form.id, photos, title }));
    if (place) kept.shift.checked.push(place);
    kept.form = null;
    return true;
  });
  await done();
  return taken;
}

/** Brings the shift here and the one of the server together; a shift may begin or end on another device too. */
export async function meet(bundle) {
  const items = new Map((await store.items()).map((one) => [one.id, one]));
  await change((kept) => {
    const mine = kept.shift;
    const theirs = bundle.patrol?.shift;
    const named = bundle.patrol?.grids.find(({ id }) => id === theirs?.grid)?.name ?? "";
    const take = () => (kept.shift = theirs && !kept.over.includes(theirs.id) ? { ...theirs, name: named, known: bundle.asked } : null);
    if (!mine) {
      take();
      return;
    }
    if (theirs?.id === mine.id) {
      mine.checked = [...new Set([...mine.checked, ...theirs.checked])];
      return;
    }
    // What the server said counts only if it was asked after it had heard of this shift.
    const begun = items.get(mine.id);
    const waits = kept.todo.some(({ id }) => id === mine.id) || begun?.state === "waiting";
    const known = begun?.state === "sent" ? begun.sentAt : mine.known;
    const failed = begun && begun.state !== "sent";
    if (waits || !(bundle.asked > known) || (failed && !theirs)) return;
    flush(kept);
    take();
  });
  await done();
}

/** Takes positions while a shift runs, and stops with it. */
async function follow() {
  const { shift } = owner() ? await read() : EMPTY;
  if (shift && Date.now() - Date.parse(shift.at) > LONGEST_MS) {
    await end(new Date(Date.parse(shift.at) + LONGEST_MS).toISOString());
    return;
  }
  if (!shift && watch !== null) {
    navigator.geolocation.clearWatch(watch);
    watch = null;
    position = {};
  }
  if (shift && watch === null && navigator.geolocation) {
    watch = navigator.geolocation.watchPosition(take, () => ((position = { off: true }), tell()), { enableHighAccuracy: true, maximumAge: 5_000 });
  } else if (shift && !navigator.geolocation) position = { off: true };
}
async function take({ coords, timestamp }) {
  position = { at: timestamp, metres: Math.round(coords.accuracy) };
  tell();
  if (timestamp - last < EVERY_MS / 2) return;
  const fix = { at: new Date(timestamp).toISOString(), lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy };
  await change((kept) => {
    if (!kept.shift || timestamp < kept.shift.known) return;
    kept.fixes.push(fix);
    last = timestamp;
  }).catch(() => {});
}
async function tick() {
  if (!owner()) return;
  await follow();
  const { shift, fixes, since } = await read();
  // Without a network they wait together instead of in many small entries.
  if (!shift || fixes.length < (navigator.onLine && Date.now() - since > SEND_MS ? 1 : MOST)) return;
  await change((kept) => {
    flush(kept);
    kept.since = Date.now();
  });
  await settle();
}
setInterval(() => tick().catch(() => {}), EVERY_MS);
