// The telephone's own database. Only kind, state and time of an item can be read without the key.

import { database } from "../ui/idb.js";
import { openBytes, owner, seal, sealBytes, unseal } from "./vault.js";

const within = database("fengqiao-field", (base) => {
  base.createObjectStore("items", { keyPath: "id" });
  base.createObjectStore("files", { keyPath: "key" });
  base.createObjectStore("kept");
});

// --- small things: what the server said last, the form as it stands ----------------------------------------------------
const mine = (name) => `${owner()}:${name}`;

export async function read(name) {
  const box = await within(["kept"], "readonly", (act) => act.objectStore("kept").get(mine(name)));
  return box ? unseal(mine(name), box).catch(() => null) : null;
}
export async function write(name, value) {
  const key = mine(name);
  const box = await seal(key, value);
  await within(["kept"], "readwrite", (act) => act.objectStore("kept").put(box, key));
}
export const forget = (name) => within(["kept"], "readwrite", (act) => act.objectStore("kept").delete(mine(name)));

// --- files --------------------------------------------------------------------------------------------------------------
const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
export const hash = async (bytes) => hex(await crypto.subtle.digest("SHA-256", bytes));

const named = (sha) => `${owner()}:${sha}`;

/** Keeps a file sealed; gives its hash. */
export async function keepFile(blob) {
  const bytes = await blob.arrayBuffer();
  const sha = await hash(bytes);
  if (await fileRow(sha)) return sha;
  const box = await sealBytes(sha, bytes);
  const row = { key: named(sha), sha, person: owner(), type: blob.type, size: bytes.byteLength, sent: false, at: Date.now(), ...box };
  await within(["files"], "readwrite", (act) => act.objectStore("files").put(row));
  return sha;
}
export const fileRow = (sha) => within(["files"], "readonly", (act) => act.objectStore("files").get(named(sha)));
export async function file(sha) {
  const row = await fileRow(sha);
  return row ? new Blob([await openBytes(sha, row)], { type: row.type }) : null;
}
export async function markSent(sha, sent) {
  await within(["files"], "readwrite", (act) => {
    const files = act.objectStore("files");
    files.get(named(sha)).onsuccess = (event) => event.target.result && files.put({ ...event.target.result, sent });
  });
}

// --- items --------------------------------------------------------------------------------------------------------------
const all = () => within(["items"], "readonly", (act) => act.objectStore("items").getAll());

/** The owner's items without their content, the oldest first. */
export const items = async () =>
  (await all()).filter((one) => one.person === owner()).sort((one, other) => one.at - other.at);
export const othersWaiting = async () => (await all()).filter((one) => one.person !== owner() && one.state !== "sent").length;
export const content = (item) => unseal(item.id, item);

export async function putItem(head, inside) {
  const box = await seal(head.id, inside);
  await within(["items"], "readwrite", (act) => act.objectStore("items").put({ ...head, person: owner(), ...box }));
}
/** Changes what can be read of an item; what is sealed stays. */
export const changeItem = (id, change) =>
  within(["items"], "readwrite", (act) => {
    const store = act.objectStore("items");
    store.get(id).onsuccess = (event) => event.target.result && store.put({ ...event.target.result, ...change });
  });
export const dropItem = (id) => within(["items"], "readwrite", (act) => act.objectStore("items").delete(id));

/** Deletes files that nothing needs any more; `needed` are hashes. What somebody else left here is not touched. */
export async function sweepFiles(needed) {
  const own = IDBKeyRange.bound(`${owner()}:`, `${owner()}:\uffff`);
  const rows = await within(["files"], "readonly", (act) => act.objectStore("files").getAllKeys(own));
  const wanted = new Set(needed.map(named));
  await dropKeys(rows.filter((key) => !wanted.has(key)));
}
export const dropFiles = (shas) => dropKeys(shas.map(named));
const dropKeys = (keys) =>
  within(["files"], "readwrite", (act) => {
    for (const key of keys) act.objectStore("files").delete(key);
  });
