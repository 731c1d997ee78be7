// What the tablet keeps through a reload, a dead battery and a cut network: its key, its list, and the acts that the
// server does not know yet. An act leaves this store only when the server has answered for it.

const NAME = "fengqiao-counter";
const wait = (request) =>
  new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });

let opening;
function open() {
  opening ??= (() => {
    const request = indexedDB.open(NAME, 1);
    request.addEventListener("upgradeneeded", () => {
      request.result.createObjectStore("kept");
      request.result.createObjectStore("acts", { keyPath: "id" });
    });
    return wait(request);
  })();
  return opening;
}
async function within(store, mode, work) {
  const done = (await open()).transaction(store, mode);
  const result = await wait(work(done.objectStore(store)));
  if (mode === "readwrite") await new Promise((resolve) => done.addEventListener("complete", resolve));
  return result;
}

export const read = (key) => within("kept", "readonly", (store) => store.get(key));
export const write = (key, value) => within("kept", "readwrite", (store) => store.put(value, key));
export const forget = (key) => within("kept", "readwrite", (store) => store.delete(key));
export const keepAct = (act) => within("acts", "readwrite", (store) => store.put(act));
export const dropAct = (id) => within("acts", "readwrite", (store) => store.delete(id));
export const actsOf = async (counter) =>
  (await within("acts", "readonly", (store) => store.getAll()))
    .filter((act) => act.counter === counter)
    .sort((one, other) => one.at.localeCompare(other.at));
