// The tablet's own outbox: visits that were written down wait here until the server has them, whatever happens to the
// network, the page or the browser. Each has the key that the page made, so sending it twice is one visit.

import { database } from "../ui/idb.js";

const STORE = "visits";
const base = database("fengqiao-centre", (fresh) => fresh.createObjectStore(STORE, { keyPath: "visit_id" }));
const within = (mode, work) => base([STORE], mode, (act) => work(act.objectStore(STORE)));

export const put = (visit) => within("readwrite", (store) => store.put(visit));
export const drop = (id) => within("readwrite", (store) => store.delete(id));
export const all = () => within("readonly", (store) => store.getAll());
