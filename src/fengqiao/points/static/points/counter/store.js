// What the tablet keeps through a reload, a dead battery and a cut network: its key, its list, and the acts that the
// server does not know yet. An act leaves this store only when the server has answered for it.

import { database } from "../../ui/idb.js";

const base = database("fengqiao-counter", (fresh) => {
  fresh.createObjectStore("kept");
  fresh.createObjectStore("acts", { keyPath: "id" });
});
const within = (name, mode, work) => base([name], mode, (act) => work(act.objectStore(name)));

export const read = (key) => within("kept", "readonly", (store) => store.get(key));
export const write = (key, value) => within("kept", "readwrite", (store) => store.put(value, key));
export const forget = (key) => within("kept", "readwrite", (store) => store.delete(key));
export const keepAct = (act) => within("acts", "readwrite", (store) => store.put(act));
export const dropAct = (id) => within("acts", "readwrite", (store) => store.delete(id));
export const actsOf = async (counter) =>
  (await within("acts", "readonly", (store) => store.getAll()))
    .filter((act) => act.counter === counter)
    .sort((one, other) => one.at.localeCompare(other.at));
