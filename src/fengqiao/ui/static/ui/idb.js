// A database of the browser: opened when it is first needed, opened again when the telephone closed it behind our back.

/** Gives `within(names, mode, work)`: `work(transaction)` may return a request, whose result comes once all is kept. */
export function database(name, prepare, version = 1) {
  let opening;
  const open = () => {
    opening ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open(name, version);
      asked.onupgradeneeded = (event) => prepare(asked.result, event.oldVersion);
      asked.onsuccess = () => {
        const base = asked.result;
        base.onclose = () => (opening = undefined);
        base.onversionchange = () => {
          base.close();
          opening = undefined;
        };
        resolve(base);
      };
      asked.onerror = () => {
        opening = undefined;
        reject(asked.error);
      };
    });
    return opening;
  };
  return async function within(names, mode, work) {
    const base = await open();
    return new Promise((resolve, reject) => {
      const act = base.transaction(names, mode, { durability: "strict" });
      let asked;
      act.oncomplete = () => resolve(asked?.result);
      act.onerror = act.onabort = () => reject(act.error ?? new DOMException("aborted", "AbortError"));
      asked = work(act);
    });
  };
}
