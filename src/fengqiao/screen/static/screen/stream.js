// The line to the server: journal entries as they are written. After a break it goes on where it stopped, and it
// says honestly whether it holds.

const SILENCE_MS = 40000; // two heartbeats and a little: then the line is dead, whatever the socket thinks
const PATIENCE_MS = 1200; // a blink is not worth a word

/**
 * Listen to `address` from entry `after` on.
 *
 * `onEntry(entry)` gets each journal entry once, in order; `onState(state)` gets "open", "lost" or "out" (signed out).
 */
export class Stream {
  #address;
  #after;
  #hooks;
  #source = null;
  #retries = 0;
  #lostTimer = 0;
  #silenceTimer = 0;
  #state = "";

  constructor(address, after, hooks) {
    this.#address = address;
    this.#after = after;
    this.#hooks = hooks;
    addEventListener("online", () => this.#reopen());
    addEventListener("pagehide", () => this.#source?.close());
    addEventListener("pageshow", (event) => event.persisted && this.#reopen());
    this.#open();
  }

  #say(state) {
    clearTimeout(this.#lostTimer);
    this.#lostTimer = 0;
    if (state !== this.#state) {
      this.#state = state;
      this.#hooks.onState(state);
    }
  }

  #alive() {
    clearTimeout(this.#silenceTimer);
    this.#silenceTimer = setTimeout(() => this.#reopen(), SILENCE_MS);
  }

  #open() {
    this.#source?.close();
    const source = new EventSource(`${this.#address}?after=${this.#after}`);
    this.#source = source;
    this.#alive();
    source.addEventListener("open", () => {
      this.#retries = 0;
      this.#alive();
      this.#say("open");
    });
    source.addEventListener("beat", () => this.#alive());
    source.addEventListener("bye", () => {
      source.close();
      this.#check();
    });
    source.addEventListener("journal", (event) => {
      this.#alive();
      const entry = JSON.parse(event.data);
      if (entry.seq <= this.#after) return;
      this.#after = entry.seq;
      this.#hooks.onEntry(entry);
    });
    source.addEventListener("error", () => {
      if (source !== this.#source) return;
      this.#lostTimer ||= setTimeout(() => this.#say("lost"), PATIENCE_MS);
      if (source.readyState === EventSource.CLOSED) this.#check();
    });
  }

  #reopen() {
    if (this.#state !== "out") this.#open();
  }

  // The server refused: either the session ended, or it is away for longer.
  async #check() {
    try {
      const answer = await fetch(this.#hooks.probe, { headers: { "HX-Request": "true" } });
      if (answer.status === 401 || answer.status === 404) {
        clearTimeout(this.#silenceTimer);
        this.#say("out");
        return;
      }
    } catch {
      // away: try again below
    }
    this.#retries += 1;
    const wait = Math.min(15000, 500 * 2 ** this.#retries) * (0.7 + Math.random() * 0.6);
    setTimeout(() => this.#reopen(), wait);
  }
}
