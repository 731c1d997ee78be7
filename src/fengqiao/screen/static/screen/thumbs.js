// The strip of watched cameras: one still after another, only while it is seen, and honest when one does not come.

const EVERY_MS = 1000;
const LATE_MS = 6000;

export function startThumbs(root, words) {
  for (const tile of root.querySelectorAll("[data-snapshot]")) run(tile, words);
}

function run(tile, words) {
  const image = tile.querySelector("img");
  const note = tile.querySelector(".thumb-note");
  let last = Date.now();
  const say = (text) => {
    if (note.textContent !== text) note.textContent = text;
    tile.toggleAttribute("data-late", Boolean(text));
  };
  const next = async () => {
    const begun = Date.now();
    if (!document.hidden) {
      const fresh = new Image();
      fresh.src = `${tile.dataset.snapshot}?t=${begun}`;
      try {
        await fresh.decode();
        image.src = fresh.src;
        image.hidden = false;
        last = Date.now();
        say("");
      } catch {
        if (Date.now() - last > LATE_MS) say(words.no_picture);
      }
    } else {
      last = Date.now();
    }
    const failed = tile.hasAttribute("data-late");
    setTimeout(next, Math.max(200, (failed ? 4 * EVERY_MS : EVERY_MS) - (Date.now() - begun)));
  };
  next();
}
