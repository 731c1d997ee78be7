// The tablet's own outbox: visits that were written down wait here until the server has them, whatever happens to the
// network, the page or the browser. Each has the key that the page made, so sending it twice is one visit.

const NAME = "fengqiao-centre";
const STORE = "visits";

let opening = null;
function database() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "visit_id" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opening;
}

async function within(mode, work) {
  const base = await database();
  return new Promise((resolve, reject) => {
    const act = base.transaction(STORE, mode);
    const asked = work(act.objectStore(STORE));
    act.oncomplete = () => resolve(asked.result);
    act.onerror = () => reject(act.error);
    act.onabort = () => reject(act.error);
  });
}

export const put = (visit) => within("readwrite", (store) => store.put(visit));
export const drop = (id) => within("readwrite", (store) => store.delete(id));
export const all = () => within("readonly", (store) => store.getAll());
