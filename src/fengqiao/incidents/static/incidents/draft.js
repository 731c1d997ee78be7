// What somebody has begun to write stays on this phone through a reload, with the photo and the form's own secret, so
// that sending it again is still one report. Kept for three days, gone once the report is in.

const PREFIX = "fengqiao-report:";
const KEPT_MS = 3 * 24 * 3600 * 1000;
const NAMES = ["ticket", "category", "lon", "lat", "area", "place", "text", "phone"];

const store = () => {
  try {
    return window.localStorage;
  } catch {
    return null; // switched off in this browser: then nothing is kept
  }
};

export function read(path) {
  try {
    const kept = JSON.parse(store()?.getItem(PREFIX + path) ?? "null");
    return kept && Date.now() - kept.at < KEPT_MS ? kept : null;
  } catch {
    return null;
  }
}

export function write(path, form, photo) {
  const fields = {};
  for (const name of NAMES) fields[name] = new FormData(form).get(name) ?? "";
  try {
    store()?.setItem(PREFIX + path, JSON.stringify({ at: Date.now(), fields, photo }));
  } catch {
    // No room for the photo: the words matter more.
    try {
      store()?.setItem(PREFIX + path, JSON.stringify({ at: Date.now(), fields }));
    } catch { /* no room at all */ }
  }
}

/** Forgets the drafts that became the report with this ticket, and those that are too old. */
export function forget(ticket) {
  const kept = store();
  if (!kept) return;
  for (const key of Object.keys(kept)) {
    if (!key.startsWith(PREFIX)) continue;
    const draft = read(key.slice(PREFIX.length));
    if (!draft || draft.fields.ticket === ticket) kept.removeItem(key);
  }
}

export function restore(form, fields) {
  for (const [name, value] of Object.entries(fields)) {
    if (!value) continue;
    const control = form.elements[name];
    if (name === "category") {
      const radio = form.querySelector(`input[name=category][value="${CSS.escape(value)}"]`);
      if (radio) radio.checked = true;
    } else if (control) control.value = value;
  }
}
