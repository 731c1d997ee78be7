// A camera's live picture: fragmented MP4 through Media Source Extensions, with zones and what the detector follows drawn
// over it. The times of both streams are on the same line, so boxes sit on the picture they belong to.

const LAG_S = 1.3; // further behind than this: jump
const NEAR_S = 0.35; // how far behind the newest picture we want to be
const KEEP_S = 15;

const tag = (bytes, name, from = 0) => {
  const [a, b, c, d] = [...name].map((letter) => letter.charCodeAt(0));
  for (let i = from; i + 3 < bytes.length; i += 1) {
    if (bytes[i] === a && bytes[i + 1] === b && bytes[i + 2] === c && bytes[i + 3] === d) return i;
  }
  return -1;
};

/** The MIME type with codec, read from the film's own header; "" while the header is not complete. */
export function mimeOf(bytes) {
  const at = tag(bytes, "avcC");
  if (at < 0 || at + 8 > bytes.length) return "";
  const hex = (byte) => byte.toString(16).padStart(2, "0");
  return `video/mp4; codecs="avc1.${hex(bytes[at + 5])}${hex(bytes[at + 6])}${hex(bytes[at + 7])}"`;
}

const joined = (parts) => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
  return whole;
};

class Away extends Error {
  constructor(status) {
    super(String(status));
    this.status = status;
  }
}

async function open(url, signal) {
  const answer = await fetch(url, { signal, credentials: "same-origin", headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok || answer.redirected) throw new Away(answer.redirected ? 401 : answer.status);
  return answer.body.getReader();
}

/** Plays `url` in `video` until it ends or fails. Calls `onPlaying` with the first picture. */
export async function play(video, url, signal, onPlaying) {
  const reader = await open(url, signal);
  const head = [];
  let mime = "";
  while (!mime) {
    const { value, done } = await reader.read();
    if (done) throw new Away(0);
    head.push(value);
    mime = mimeOf(joined(head));
    if (!mime && head.length > 400) throw new Away(415);
  }
  const Source = window.ManagedMediaSource ?? window.MediaSource;
  if (!Source?.isTypeSupported(mime)) {
    reader.cancel();
    throw new Away(415);
  }
  const source = new Source();
  video.disableRemotePlayback = true;
  const address = URL.createObjectURL(source);
  video.src = address;
  try {
    await new Promise((resolve) => source.addEventListener("sourceopen", resolve, { once: true }));
    await pump(video, source.addSourceBuffer(mime), reader, joined(head), signal, onPlaying);
  } finally {
    reader.cancel().catch(() => {});
    URL.revokeObjectURL(address);
  }
}

const settled = (buffer) => new Promise((resolve, reject) => {
  const clean = () => {
    buffer.removeEventListener("updateend", good);
    buffer.removeEventListener("error", bad);
  };
  const good = () => (clean(), resolve());
  const bad = () => (clean(), reject(new Away(0)));
  buffer.addEventListener("updateend", good);
  buffer.addEventListener("error", bad);
});

async function append(buffer, bytes) {
  buffer.appendBuffer(bytes);
  await settled(buffer);
}

async function pump(video, buffer, reader, first, signal, onPlaying) {
  await append(buffer, first);
  let started = false;
  for (;;) {
    const { value, done } = await reader.read();
    if (done || signal.aborted) return;
    await append(buffer, value);
    if (video.error) throw new Away(0);
    const ranges = video.buffered;
    if (!ranges.length) continue;
    const edge = ranges.end(ranges.length - 1);
    const behind = edge - video.currentTime;
    if (!started || behind > LAG_S || behind < -0.5) {
      video.currentTime = Math.max(ranges.start(ranges.length - 1), edge - NEAR_S);
      if (!started) {
        started = true;
        video.play().catch(() => {});
        onPlaying();
      }
    } else if (video.paused && !document.hidden) {
      video.play().catch(() => {});
    }
    video.playbackRate = behind > 0.9 ? 1.15 : behind > 0.55 ? 1.05 : behind < 0.15 ? 0.95 : 1;
    if (video.currentTime - ranges.start(0) > 2 * KEEP_S) {
      buffer.remove(0, video.currentTime - KEEP_S);
      await settled(buffer);
    }
  }
}

/** Reads the detector's lines; keeps the last seconds in `lines`, oldest first. */
export async function follow(url, signal, lines) {
  const reader = await open(url, signal);
  const text = new TextDecoder();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (rest + text.decode(value, { stream: true })).split("\n");
    rest = parts.pop();
    for (const part of parts) {
      if (!part.trim()) continue;
      const line = JSON.parse(part);
      if (lines.length && line.t < lines[lines.length - 1].t) lines.length = 0;
      lines.push(line);
    }
    while (lines.length > 2 && lines[0].t < lines[lines.length - 1].t - KEEP_S) lines.shift();
  }
}

/** The newest line at or before `t` (a little after is near enough), not older than 0.7 s. */
export function lineAt(lines, t) {
  for (let i = lines.length - 1; i >= 0; i -= 1) {
    if (lines[i].t <= t + 0.05) return t - lines[i].t < 0.7 ? lines[i] : null;
  }
  return null;
}

const pause = (ms, signal) => new Promise((resolve) => {
  const timer = setTimeout(resolve, ms);
  signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
});

function frameOf(stage, medium) {
  const width = medium.videoWidth || medium.naturalWidth || 16;
  const height = medium.videoHeight || medium.naturalHeight || 9;
  const scale = Math.min(stage.clientWidth / width, stage.clientHeight / height);
  return { x: (stage.clientWidth - width * scale) / 2, y: (stage.clientHeight - height * scale) / 2, w: width * scale, h: height * scale };
}

function label(pen, text, x, y, colour) {
  pen.font = '600 13px "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
  const width = pen.measureText(text).width + 10;
  pen.fillStyle = colour;
  pen.fillRect(x, y, width, 20);
  pen.fillStyle = "#fff";
  pen.textBaseline = "middle";
  pen.fillText(text, x + 5, y + 10.5);
}

export function draw(canvas, stage, medium, facts, line) {
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [Math.round(stage.clientWidth * ratio), Math.round(stage.clientHeight * ratio)];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, stage.clientWidth, stage.clientHeight);
  const frame = frameOf(stage, medium);
  for (const zone of facts.zones) {
    pen.beginPath();
    zone.polygon.forEach(([x, y], index) => pen[index ? "lineTo" : "moveTo"](frame.x + x * frame.w, frame.y + y * frame.h));
    pen.closePath();
    pen.fillStyle = "rgba(234, 181, 79, 0.10)";
    pen.fill();
    pen.setLineDash([7, 5]);
    pen.lineWidth = 2;
    pen.strokeStyle = "#eab54f";
    pen.stroke();
    pen.setLineDash([]);
    const top = zone.polygon.reduce((a, b) => (b[1] < a[1] ? b : a));
    label(pen, zone.name, Math.min(frame.x + top[0] * frame.w, frame.x + frame.w - 120), frame.y + top[1] * frame.h + 4, "rgba(128, 83, 15, 0.88)");
  }
  for (const track of line?.tracks ?? []) {
    const [x1, y1, x2, y2] = track.box;
    const colour = track.zones?.length ? "#c8402f" : "#1f7a70";
    pen.lineWidth = 2.5;
    pen.strokeStyle = colour;
    pen.strokeRect(frame.x + x1 * frame.w, frame.y + y1 * frame.h, (x2 - x1) * frame.w, (y2 - y1) * frame.h);
    label(pen, `${facts.classes[track.class] ?? track.class} ${Math.round(track.score * 100)}%`, frame.x + x1 * frame.w, Math.max(frame.y, frame.y + y1 * frame.h - 20), colour);
  }
}

/** Keeps a `[data-live-camera]` element alive: film, else single pictures, else a message; always trying again. */
export function start(root, facts) {
  const stage = root.querySelector("[data-stage]");
  const [video, canvas, still] = [stage.querySelector("video"), stage.querySelector("canvas"), stage.querySelector("[data-still]")];
  const message = root.querySelector("[data-message]");
  const state = root.querySelector("[data-state]");
  const delay = root.querySelector("[data-delay]");
  const words = root.dataset;
  const stop = new AbortController();
  const lines = [];
  let playing = false;

  const say = (text, stateText) => {
    message.hidden = !text;
    message.querySelector("[data-message-words]").textContent = text ?? "";
    state.toggleAttribute("data-away", stateText !== words.wordsLive);
    state.querySelector("[data-state-words]").textContent = stateText;
  };

  const showStill = () => new Promise((resolve) => {
    const next = new Image();
    next.onload = () => {
      still.src = next.src;
      still.hidden = false;
      resolve(true);
    };
    next.onerror = () => resolve(false);
    next.src = `${words.snapshot}?width=960&at=${Date.now()}`;
  });

  async function film() {
    for (let tries = 0; !stop.signal.aborted; tries += 1) {
      let status = 0;
      try {
        await play(video, words.video, stop.signal, () => {
          playing = true;
          tries = 0;
          still.hidden = true;
          say(null, words.wordsLive);
        });
      } catch (error) {
        if (stop.signal.aborted) return;
        status = error.status ?? 0;
      }
      playing = false;
      if (status === 401 || status === 404) {
        say(words.wordsDenied, words.wordsDenied);
        return;
      }
      if (status === 415) {
        await stills();
        return;
      }
      const shown = await showStill();
      say(shown ? null : words.wordsAway, shown ? words.wordsStopped : words.wordsAway);
      await pause(Math.min(8000, 700 * 2 ** tries), stop.signal);
    }
  }

  async function stills() {
    while (!stop.signal.aborted) {
      const shown = await showStill();
      say(shown ? null : words.wordsAway, words.wordsStills);
      root.dataset.note = words.wordsCodec;
      delay.textContent = words.wordsCodec;
      await pause(1000, stop.signal);
    }
  }

  async function detector() {
    for (let tries = 0; !stop.signal.aborted; tries += 1) {
      await follow(words.tracks, stop.signal, lines).catch(() => {});
      await pause(Math.min(8000, 700 * 2 ** tries), stop.signal);
    }
  }

  function paint() {
    if (stop.signal.aborted) return;
    const medium = still.hidden ? video : still;
    const line = playing ? lineAt(lines, video.currentTime) : still.hidden ? null : lines[lines.length - 1];
    if (playing || !still.hidden) draw(canvas, stage, medium, facts, line);
    requestAnimationFrame(paint);
  }

  setInterval(() => {
    const newest = lines[lines.length - 1];
    if (!playing || !newest) return;
    const seconds = Math.max(0, Date.now() / 1000 - newest.at + (newest.t - video.currentTime));
    delay.textContent = seconds < 30 ? words.wordsDelay.replace("%s", seconds.toFixed(1)) : "";
    root.dataset.delay = seconds.toFixed(2);
  }, 1000);

  film();
  detector();
  requestAnimationFrame(paint);
  addEventListener("pagehide", () => stop.abort());
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  return stop;
}

for (const root of document.querySelectorAll("[data-live-camera]")) {
  if (root.dataset.watches) start(root, JSON.parse(document.getElementById("live-facts").textContent));
}
