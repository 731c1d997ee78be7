// Sounds of alarms, made here (no files), distinct per severity, and the browser's loudspeaker. A browser plays
// nothing before the first click, so the page says when it is mute.

const TUNES = {
  3: { repeat: 4000, notes: [[880, 0], [660, 0.18], [880, 0.36], [660, 0.54]], length: 0.16, gain: 0.32, type: "triangle" },
  2: { repeat: 9000, notes: [[587, 0], [740, 0.24]], length: 0.22, gain: 0.24, type: "triangle" },
  1: { repeat: 0, notes: [[523, 0]], length: 0.35, gain: 0.16, type: "sine" },
};

export class Sound {
  #context = null;
  #timer = 0;
  #severity = 0;
  #onChange;
  #speech = Promise.resolve();
  #snoozedUntil = 0;

  /** `onChange({state, until})`: "locked" (needs a click), "on", "snoozed" (until, milliseconds) or "none". */
  constructor(onChange) {
    this.#onChange = onChange;
    this.#snoozedUntil = Number(sessionStorage.getItem("screen-snooze") || 0);
    if (!("AudioContext" in window)) {
      onChange({ state: "none" });
      return;
    }
    this.#context = new AudioContext();
    this.#context.addEventListener("statechange", () => this.#report());
    const wake = () => this.unlock();
    addEventListener("pointerdown", wake);
    addEventListener("keydown", wake);
    this.#report();
  }

  get state() {
    if (!this.#context) return "none";
    if (this.#context.state !== "running") return "locked";
    return Date.now() < this.#snoozedUntil ? "snoozed" : "on";
  }

  #report() {
    this.#onChange({ state: this.state, until: this.#snoozedUntil });
  }

  async unlock() {
    if (this.#context?.state === "suspended") await this.#context.resume().catch(() => {});
    this.#report();
  }

  snooze(milliseconds) {
    this.#snoozedUntil = milliseconds ? Date.now() + milliseconds : 0;
    sessionStorage.setItem("screen-snooze", String(this.#snoozedUntil));
    if (milliseconds) setTimeout(() => this.#report(), milliseconds + 50);
    this.#report();
    this.waiting(this.#severity);
  }

  /** One call for a new alarm of this severity (3 danger to life, 2 warning, 1 notice). */
  chime(severity) {
    const tune = TUNES[severity] ?? TUNES[1];
    if (this.state !== "on") return;
    const start = this.#context.currentTime + 0.02;
    for (const [frequency, offset] of tune.notes) {
      const tone = this.#context.createOscillator();
      const gain = this.#context.createGain();
      tone.type = tune.type;
      tone.frequency.value = frequency;
      gain.gain.setValueAtTime(0, start + offset);
      gain.gain.linearRampToValueAtTime(tune.gain, start + offset + 0.015);
      gain.gain.exponentialRampToValueAtTime(0.001, start + offset + tune.length);
      tone.connect(gain).connect(this.#context.destination);
      tone.start(start + offset);
      tone.stop(start + offset + tune.length + 0.02);
    }
  }

  /** The gravest severity of the alarms that nobody has taken yet: its sound comes again until somebody does. */
  waiting(severity) {
    this.#severity = severity;
    clearInterval(this.#timer);
    this.#timer = 0;
    const tune = TUNES[severity];
    if (tune?.repeat) this.#timer = setInterval(() => this.chime(this.#severity), tune.repeat);
  }

  /** Play a recording `repeat` times, after those before it. Resolves true as soon as it is heard, false if it is not. */
  speak(address, repeat = 1) {
    if (this.state === "locked" || this.state === "none") return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#speech = this.#speech.then(() => this.#play(address, Math.max(1, repeat), resolve));
    });
  }

  #play(address, repeat, began) {
    return new Promise((ended) => {
      const player = new Audio(address);
      let left = repeat;
      const end = (heard) => {
        began(heard); // only the first answer counts
        ended();
      };
      player.addEventListener("playing", () => began(true));
      player.addEventListener("ended", () => {
        left -= 1;
        if (left > 0) player.play().catch(() => end(false));
        else end(true);
      });
      player.addEventListener("error", () => end(false));
      player.play().catch(() => end(false));
    });
  }
}
