// "What the camera sees now": fresh pictures, and what the detector follows in them, drawn over the board.

import { follow } from "../live.js";

const EVERY_MS = 700;

/** Switches the sight of `board` on and off by `button`. `words` hold the classes' names. */
export function sightButton(button, board, tracks, classes, say) {
  let stop = null;
  button.addEventListener("click", () => {
    if (stop) {
      stop.abort();
      stop = null;
      board.sights = [];
      board.paint();
    } else {
      stop = new AbortController();
      run(stop.signal);
    }
    button.setAttribute("aria-pressed", String(Boolean(stop)));
    say(Boolean(stop), 0);
  });

  async function run(signal) {
    const lines = [];
    const listen = async () => {
      while (!signal.aborted) {
        await follow(tracks, signal, lines).catch(() => {});
        await new Promise((resolve) => setTimeout(resolve, 1500));
      }
    };
    listen();
    const timer = setInterval(() => {
      if (document.hidden) return;
      board.fresh();
      const line = lines[lines.length - 1];
      const fresh = line && Date.now() / 1000 - line.at < 4;
      board.sights = (fresh ? line.tracks : []).map((track) => ({
        box: track.box,
        text: `${classes[track.class] ?? track.class} ${Math.round(track.score * 100)} %`,
        within: track.zones.length > 0,
      }));
      say(true, board.sights.length);
      board.paint();
    }, EVERY_MS);
    signal.addEventListener("abort", () => clearInterval(timer));
  }
}
