// What this telephone keeps is sealed with its owner's key. The key comes at sign-in, no script can read it, and every
// sign-out wipes it; the next sign-in of the same person brings it again.

import { keepKey, readKey, wipeKeys } from "../ui/keys.js";

const NAME = "field";
let held = null; // { person, name, key }

export const owner = () => held?.person ?? null;
export const ownerName = () => held?.name ?? "";

/** Takes the key that was kept. False: somebody has to sign in first. */
export async function open() {
  held = (await readKey(NAME).catch(() => null)) ?? null;
  return Boolean(held);
}

/** Keeps the key that the server released, in a form in which it cannot leave this telephone. */
export async function accept({ key, person, name }) {
  const bytes = Uint8Array.from(atob(key), (one) => one.charCodeAt(0));
  held = { person, name, key: await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]) };
  bytes.fill(0);
  await keepKey(NAME, held);
}

export async function lock() {
  held = null;
  await wipeKeys();
}

const bound = (name) => new TextEncoder().encode(name);

/** Seals bytes under the name of the record that holds them; moved to another record they do not open. */
export async function sealBytes(name, bytes) {
  if (!held) throw new Error("locked");
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound(name) }, held.key, bytes) };
}

export async function openBytes(name, { iv, data }) {
  if (!held) throw new Error("locked");
  return crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: bound(name) }, held.key, data);
}

export const seal = (name, value) => sealBytes(name, new TextEncoder().encode(JSON.stringify(value)));
export const unseal = async (name, box) => JSON.parse(new TextDecoder().decode(await openBytes(name, box)));
