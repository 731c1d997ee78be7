// The outbox: everything that is written here waits in it until the server has answered for it. Each entry has the name
// that this telephone gave it, so sending it twice is one; a photo goes in pieces and goes on where it was cut.
//
//   import { put } from "./outbox.js";
//   await put("report", { category: "H01" }, [sha]);   // photos: hashes that keepFile() of store.js gave

import { Refusal } from "../ui/http.js";
import { freshId } from "../ui/fresh_id.js";
import { call, post } from "./api.js";
import * as store from "./store.js";
import { owner } from "./vault.js";

const PIECE = 96 * 1024;
const BATCH = 5;
const LATER_MS = 60_000;
const SHOWN_MS = 7 * 24 * 3_600_000;
const BEGUN_MS = 60 * 24 * 3_600_000; // the server takes nothing older

/** Told after every change: "change" for the entries, "network" with { state } for how sending goes, "answered" with
 * { kind, state } for each entry that the server has answered. */
export const news = new EventTarget();
const tell = (name, detail) => news.dispatchEvent(new CustomEvent(name, { detail }));
const air = "BroadcastChannel" in window ? new BroadcastChannel("fengqiao-field") : null;
air?.addEventListener("message", () => tell("change"));
const changed = () => {
  tell("change");
  air?.postMessage("change");
};

/** Puts an entry in; resolves once it is kept for good. `more`: id (to write an entry anew), capturedAt, title. */
export async function put(kind, payload, photos = [], { id = freshId(), capturedAt, title = "" } = {}) {
  const at = capturedAt ?? new Date().toISOString();
  const head = { id, kind, state: "waiting", at: Date.parse(at) || Date.now(), photos, tries: 0, retryAt: 0 };
  await store.putItem(head, { captured_at: at, payload, title });
  changed();
  sync();
  return id;
}

/** { waiting, needs, sent }: how many entries wait, need their author, went. */
export async function counts() {
  const found = { waiting: 0, needs: 0, sent: 0 };
  for (const { state } of await store.items()) found[state === "waiting" ? "waiting" : state === "sent" ? "sent" : "needs"] += 1;
  return found;
}

/** Tries an entry again that needed its author. */
export async function again(id) {
  await store.changeItem(id, { state: "waiting", tries: 0, retryAt: 0 });
  changed();
  sync();
}
/** Throws an entry away that was not sent. */
export async function drop(id) {
  await store.dropItem(id);
  await sweep();
  changed();
}
async function sweep() {
  const needed = (await store.items()).filter(({ state }) => state !== "sent").flatMap(({ photos }) => photos);
  const form = await store.read("form");
  const duty = await store.read("duty");
  const answers = (await store.read("answers")) ?? {};
  needed.push(...Object.values(answers).flatMap(({ photos }) => photos));
  needed.push(...(duty?.todo ?? []).flatMap(({ photos }) => photos), duty?.form?.photo);
  needed.push(...(form?.photos ?? []).map(({ sha }) => sha), form?.voice);
  await store.sweepFiles(needed.filter(Boolean));
}

// --- sending --------------------------------------------------------------------------------------------------------------
async function upload(sha) {
  const row = await store.fileRow(sha);
  if (!row || row.sent) return;
  const blob = await store.file(sha);
  const url = `/field/uploads/${sha}/`;
  let { received, whole } = await call(url);
  while (!whole) {
    const piece = blob.slice(received, received + PIECE);
    const headers = { "Content-Type": "application/octet-stream", "Upload-Offset": String(received), "Upload-Length": String(blob.size) };
    ({ received, whole } = await call(url, { method: "POST", body: piece, headers }));
  }
  await store.markSent(sha, true);
}

async function letter(item) {
  const { captured_at, payload } = await store.content(item);
  return { id: item.id, kind: item.kind, author: item.person, captured_at, payload, photos: item.photos };
}

async function settle(item, answer) {
  if (!answer) {
    await store.changeItem(item.id, { retryAt: Date.now() + LATER_MS, tries: item.tries + 1 });
    return;
  }
  const { state, words, url } = answer;
  tell("answered", { kind: item.kind, state });
  if (state === "done" || state === "again") {
    const { title } = await store.content(item);
    await store.putItem({ ...item, state: "sent", photos: [], words, url, sentAt: Date.now() }, { title });
    const needed = new Set((await store.items()).flatMap(({ photos }) => photos));
    await store.dropFiles(item.photos.filter((sha) => !needed.has(sha)));
    return;
  }
  if (state === "needs_you" && item.tries === 0 && item.photos.length) {
    // Perhaps the server put a photo away meanwhile: all of them are offered once more before anybody is bothered.
    for (const sha of item.photos) await store.markSent(sha, false);
    await store.changeItem(item.id, { tries: 1, words });
    return;
  }
  await store.changeItem(item.id, { state, words, url });
}

async function round() {
  const now = Date.now();
  const due = (await store.items()).filter(({ state, retryAt }) => state === "waiting" && (retryAt ?? 0) <= now);
  const batch = due.slice(0, BATCH);
  const ready = [];
  for (const item of batch) {
    try {
      for (const sha of item.photos) await upload(sha);
      ready.push(await letter(item));
    } catch (error) {
      if (error instanceof Refusal && error.status !== 422) throw error;
      // This one's file was refused, or cannot be read here: the others do not wait for it.
      await store.changeItem(item.id, { state: "needs_you", words: error.message });
    }
  }
  if (ready.length) {
    const { items } = await post("/field/items/", { items: ready, sent_at: new Date().toISOString() });
    const answers = new Map(items.map((answer) => [answer.id, answer]));
    for (const item of batch) if (ready.some(({ id }) => id === item.id)) await settle(item, answers.get(item.id));
  }
  if (batch.length) changed();
  return due.length > 0;
}

async function work() {
  if (!owner()) return;
  tell("network", { state: "sending" });
  try {
    while (await round());
    tell("network", { state: "online" });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const state = error.status === 0 ? "offline" : error.status === 401 || error.status === 403 ? "signed-out" : "busy";
    tell("network", { state });
  }
}

let running = null;
let once_more = false;
/** Sends what waits; a second call while it runs makes it look once more at the end. One tab sends at a time. */
export function sync() {
  if (running) {
    once_more = true;
    return running;
  }
  const alone = navigator.locks
    ? navigator.locks.request("fengqiao-field", { ifAvailable: true }, (lock) => (lock ? work() : null))
    : work();
  running = Promise.resolve(alone)
    .catch((error) => console.error("outbox", error))
    .finally(() => {
      running = null;
      if (once_more) {
        once_more = false;
        sync();
      }
    });
  return running;
}

/** Forgets entries that went some days ago, answers that nobody sent in time, and files that nothing needs. */
export async function tidy() {
  const answers = Object.entries((await store.read("answers")) ?? {});
  const young = answers.filter(([, { at }]) => Date.now() - at < BEGUN_MS);
  if (young.length < answers.length) await store.write("answers", Object.fromEntries(young));
  for (const item of await store.items()) {
    if (item.state === "sent" && Date.now() - (item.sentAt ?? 0) > SHOWN_MS) await store.dropItem(item.id);
  }
  await sweep();
}
