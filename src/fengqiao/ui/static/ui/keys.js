// Keys that a page was given at sign-in. Scripts can use them, not read them, and every sign-out on any page wipes them.

import { database } from "./idb.js";

const STORE = "keys";
const within = database("fengqiao-keys", (base) => base.createObjectStore(STORE));

export const readKey = (name) => within([STORE], "readonly", (act) => act.objectStore(STORE).get(name));
export const keepKey = (name, value) => within([STORE], "readwrite", (act) => act.objectStore(STORE).put(value, name));
export const wipeKeys = () => within([STORE], "readwrite", (act) => act.objectStore(STORE).clear());

/** A form of signing out waits until the keys are gone; without a database there are none. */
export function wipeOnSignOut(path) {
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (form.method !== "post" || form.dataset.wiped || !new URL(form.action, location).pathname.endsWith(path)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      form.dataset.wiped = "1";
      wipeKeys().catch(() => {}).finally(() => form.requestSubmit(event.submitter));
    },
    true,
  );
}
