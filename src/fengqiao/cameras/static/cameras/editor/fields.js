// The settings beside the picture, bound to a zone by their names: "helmet.sure", "rubbish.remind", "people".

const read = (zone, path) => path.split(".").reduce((value, part) => value?.[part], zone);

export function write(zone, path, value) {
  const parts = path.split(".");
  const last = parts.pop();
  parts.reduce((inner, part) => inner[part], zone)[last] = value;
}

const number = (text) => (text === "" ? null : Number(text));
const midnight = (text) => (text === "24:00" ? "00:00" : text);

/** Binds all `[data-field]` in `root`. `zone()` is the one in hand; `changed(work)` wraps a change of it. */
export function fields(root, zone, changed) {
  const all = () => root.querySelectorAll("[data-field]");
  const spans = root.querySelector("[data-spans]");
  const season = root.querySelector("[data-season]");

  function show() {
    const now = zone();
    for (const input of all()) {
      const value = read(now, input.dataset.field);
      if (input.type === "radio") input.checked = input.value === String(value ?? "");
      else if (input.type === "checkbox" && input.dataset.each !== undefined) input.checked = (value ?? []).includes(input.value);
      else if (input.type === "checkbox") input.checked = Boolean(value);
      else input.value = input.dataset.share !== undefined && value !== null ? Math.round(value * 100) : value ?? "";
    }
    hours(now);
    days(now);
    for (const part of root.querySelectorAll("[data-when]")) {
      const [path, wanted] = part.dataset.when.split("=");
      const value = read(now, path);
      part.hidden = wanted === "any" ? value === null || value === undefined : String(value ?? "") !== wanted;
    }
  }

  function hours(now) {
    if (!spans) return;
    const pattern = root.querySelector("template[data-span]");
    spans.replaceChildren(...now.schedule.map(([since, until], index) => {
      const row = pattern.content.firstElementChild.cloneNode(true);
      const [from, to] = row.querySelectorAll("input");
      [from.value, to.value] = [midnight(since), midnight(until)];
      row.addEventListener("change", () => changed(() => {
        now.schedule[index] = [from.value || "00:00", !to.value || to.value === "00:00" ? "24:00" : to.value];
      }));
      row.querySelector("button").addEventListener("click", () => changed(() => now.schedule.splice(index, 1)));
      return row;
    }));
    root.querySelector("[data-always]").hidden = now.schedule.length > 0;
  }

  function days(now) {
    if (!season) return;
    season.hidden = !now.season;
    root.querySelector("[data-season-on]").checked = Boolean(now.season);
    const values = (now.season ?? ["05-01", "10-31"]).flatMap((day) => day.split("-").map(Number));
    season.querySelectorAll("select").forEach((select, index) => (select.value = values[index]));
  }

  root.addEventListener("change", (event) => {
    const input = event.target;
    const path = input.dataset?.field;
    if (!path || !zone()) return;
    changed(() => {
      if (input.dataset.each !== undefined) write(zone(), path, [...root.querySelectorAll(`[data-field="${path}"]:checked`)].map((one) => one.value));
      else if (input.type === "checkbox") write(zone(), path, input.checked);
      else if (input.dataset.share !== undefined) write(zone(), path, Number(input.value) / 100);
      else if (input.type === "number" || input.dataset.number !== undefined) write(zone(), path, number(input.value) ?? (input.dataset.empty === undefined ? Number(input.min || 0) : null));
      else write(zone(), path, input.value.trim() || (input.dataset.empty === undefined ? "" : null));
    });
  });
  root.querySelector("[data-span-add]")?.addEventListener("click", () => changed(() => zone().schedule.push(["06:00", "20:00"])));
  root.querySelector("[data-season-on]")?.addEventListener("change", (event) => changed(() => {
    zone().season = event.target.checked ? ["05-01", "10-31"] : null;
  }));
  season?.addEventListener("change", () => changed(() => {
    const [m1, d1, m2, d2] = [...season.querySelectorAll("select")].map((select) => select.value.padStart(2, "0"));
    zone().season = [`${m1}-${d1}`, `${m2}-${d2}`];
  }));
  return show;
}
