// Times that tell their age: <time datetime="…" data-tick="age"> and countdowns <time datetime="…" data-tick="until">.
// The wall's own clock may be wrong, so the server's time of the page is the base.

let offset = 0;

export function setServerTime(iso) {
  offset = new Date(iso).getTime() - Date.now();
}

export const now = () => Date.now() + offset;

function fill(pattern, values) {
  return pattern.replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

export function span(milliseconds, words) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  if (seconds < 60) return fill(words.seconds, { s: seconds });
  if (minutes < 10) return fill(words.minutes_seconds, { m: minutes, s: String(seconds % 60).padStart(2, "0") });
  if (minutes < 60) return fill(words.minutes, { m: minutes });
  return fill(words.hours, { h: Math.floor(minutes / 60), m: String(minutes % 60).padStart(2, "0") });
}

export function tick(root, words) {
  for (const element of root.querySelectorAll("time[data-tick]")) {
    const moment = new Date(element.dateTime).getTime();
    const distance = element.dataset.tick === "until" ? moment - now() : now() - moment;
    const text = span(distance, words);
    const shown = distance < 0 && element.dataset.tick === "until" ? words.over : fill(element.dataset.words || "{t}", { t: text });
    if (element.textContent !== shown) element.textContent = shown;
  }
}

export function startClock(clock, words) {
  const hand = new Intl.DateTimeFormat(document.documentElement.lang || undefined, {
    hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false, timeZone: clock.dataset.zone,
  });
  const beat = () => {
    clock.textContent = hand.format(now());
    tick(document, words);
    setTimeout(beat, 1000 - (now() % 1000));
  };
  beat();
}
