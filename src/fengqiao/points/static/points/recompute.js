// Recomputes a published list from its file alone. Nothing is sent anywhere; it works without a network.
// SHA-256 is written out because browsers offer theirs only on secure pages, and this one may be a file on a stick.

const K = [];
const START = [];
for (let n = 2; K.length < 64; n += 1) {
  let prime = true;
  for (let d = 2; d * d <= n; d += 1) if (n % d === 0) prime = false;
  if (!prime) continue;
  const part = (x) => ((x - Math.floor(x)) * 2 ** 32) | 0;
  if (START.length < 8) START.push(part(Math.sqrt(n)));
  K.push(part(Math.cbrt(n)));
}

export function sha256(text) {
  const bytes = new TextEncoder().encode(text);
  const blocks = ((bytes.length + 8) >> 6) + 1;
  const padded = new Uint8Array(blocks * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, bytes.length << 3);
  const turn = (x, n) => (x >>> n) | (x << (32 - n));
  const state = [...START];
  const w = new Int32Array(64);
  for (let at = 0; at < padded.length; at += 64) {
    for (let i = 0; i < 16; i += 1) w[i] = view.getInt32(at + i * 4);
    for (let i = 16; i < 64; i += 1) {
      const a = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >>> 3);
      const b = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >>> 10);
      w[i] = w[i - 16] + a + w[i - 7] + b;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i += 1) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => { state[i] = (state[i] + value) | 0; });
  }
  return state.map((value) => (value >>> 0).toString(16).padStart(8, "0")).join("");
}

// Keys in the order of their code points, no blanks: the one way in which the file's parts are hashed.
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

function median(sorted) {
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return "0";
  const value = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return String(value);
}

function periodOf(day, kind) {
  const month = Number(day.slice(5, 7));
  return kind === "month" ? day.slice(0, 7) : `${day.slice(0, 4)}Q${Math.floor((month - 1) / 3) + 1}`;
}

// What does not come out, as [word, facts]; an empty list is good.
export function problems(file) {
  const found = [];
  const { head, sheets } = file;
  if (sha256(canonical(head)) !== file.sha256) found.push(["head", {}]);
  if (canonical(sheets.map((one) => one.number)) !== canonical(head.workers.map((one) => one.number))) found.push(["list", {}]);
  const rules = new Map(head.rules.map((rule) => [`${rule.kind} ${rule.version}`, rule]));
  const listed = new Map(head.workers.map((one) => [one.number, one]));
  const totals = [];
  for (const sheet of sheets) {
    const { number } = sheet;
    const said = listed.get(number) ?? {};
    const total = sheet.lines.reduce((sum, line) => sum + line[3], 0);
    totals.push(total);
    if (sha256(canonical(sheet)) !== said.sha256) found.push(["sheet", { number }]);
    if (total !== said.total || sheet.lines.length !== said.lines || sheet.name !== said.name) found.push(["total", { number }]);
    found.push(...rulesKept(sheet, rules));
  }
  totals.sort((a, b) => a - b);
  const { summary } = head;
  const columns = new Map();
  for (const total of totals) columns.set(Math.floor(total / 5) * 5, (columns.get(Math.floor(total / 5) * 5) ?? 0) + 1);
  const drawn = [];
  if (totals.length) for (let at = Math.floor(totals[0] / 5) * 5; at <= totals.at(-1); at += 5) drawn.push([at, columns.get(at) ?? 0]);
  const own = { distribution: drawn, maximum: totals.at(-1) ?? 0, median: median(totals), minimum: totals[0] ?? 0, total: totals.reduce((a, b) => a + b, 0), workers: totals.length };
  if (canonical(own) !== canonical(summary)) found.push(["summary", {}]);
  return found;
}

function rulesKept(sheet, rules) {
  const found = [];
  const { number } = sheet;
  const used = new Map();
  const back = new Map();
  const seen = new Set();
  for (const [day, kind, version, points, evidence, sort] of sheet.lines) {
    const rule = rules.get(`${kind} ${version}`);
    if (!rule) {
      found.push(["rule", { number }]);
      continue;
    }
    if (sort === "corrected") {
      if (points < 0) back.set(rule.cap_group, (back.get(rule.cap_group) ?? 0) - points);
      continue;
    }
    if (Math.abs(points) > Math.abs(rule.points) || points * rule.points < 0) found.push(["points", { number }]);
    const once = `${kind} ${evidence}`;
    if (seen.has(once)) found.push(["twice", { number }]);
    seen.add(once);
    if (rule.cap === null) continue;
    const key = `${rule.cap_group} ${periodOf(day, rule.cap_period)}`;
    const before = used.get(key) ?? { sum: 0, cap: 0, rule };
    used.set(key, { sum: before.sum + points, cap: Math.max(before.cap, rule.cap), rule });
  }
  for (const { sum, cap, rule } of used.values()) {
    if (sum - (back.get(rule.cap_group) ?? 0) > cap) found.push(["cap", { number, rule: rule.title }]);
  }
  return found;
}

function fill(words, facts) {
  return words.replace(/\{(\w+)\}/g, (_all, name) => String(facts[name] ?? ""));
}

function show(place, words, text) {
  place.replaceChildren();
  const line = (tag, content, css = "") => {
    const made = document.createElement(tag);
    made.textContent = content;
    if (css) made.className = css;
    place.append(made);
  };
  let file;
  let found;
  try {
    file = JSON.parse(text);
    found = problems(file);
  } catch {
    line("p", words.unreadable, "notice notice--danger");
    return;
  }
  if (found.length === 0) {
    const { summary, workers } = file.head;
    const lines = workers.reduce((sum, one) => sum + one.lines, 0);
    line("p", fill(words.good, { workers: summary.workers, lines, total: summary.total }), "notice notice--done");
  } else {
    line("p", words.bad, "notice notice--danger");
    for (const [what, facts] of found.slice(0, 50)) line("p", fill(words[what], facts));
  }
  line("h2", words.hash);
  line("p", file.sha256, "number hash");
  line("p", words.compare);
}

const chooser = globalThis.document?.querySelector("[data-recompute]");
if (chooser) {
  const words = JSON.parse(document.querySelector("#recompute-words").textContent);
  const place = document.querySelector("#recompute-answer");
  chooser.addEventListener("change", async () => {
    const [chosen] = chooser.files;
    if (chosen) show(place, words, await chosen.text());
  });
}
