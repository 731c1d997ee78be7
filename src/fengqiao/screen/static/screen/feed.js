// The list of alarms. The server draws the cards; this keeps those that did not change, so nothing flickers or jumps.

export class Feed {
  #root;
  #address;
  #onPick;
  #known = new Map();
  #running = null;
  #again = false;

  constructor(root, address, onPick) {
    this.#root = root;
    this.#address = address;
    this.#onPick = onPick;
    for (const card of this.cards()) this.#known.set(card.id, card.outerHTML);
    root.addEventListener("click", (event) => {
      const card = event.target.closest("[data-alarm]");
      if (card && !event.target.closest("a, button:not(.alarm-open)")) this.#onPick(card.dataset.alarm);
    });
  }

  cards() {
    return [...this.#root.querySelectorAll("[data-alarm]")];
  }

  card(id) {
    return this.#root.querySelector(`[data-alarm="${CSS.escape(id)}"]`);
  }

  mark(id) {
    for (const card of this.cards()) card.toggleAttribute("data-picked", card.dataset.alarm === id);
    this.card(id)?.scrollIntoView({ block: "nearest" });
  }

  step(id, distance) {
    const cards = this.cards();
    if (!cards.length) return null;
    const index = cards.findIndex((card) => card.dataset.alarm === id);
    const next = index < 0 ? 0 : Math.min(cards.length - 1, Math.max(0, index + distance));
    return cards[next].dataset.alarm;
  }

  /** Draw again from the server; many calls in a short time make at most two requests. */
  refresh() {
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#load().finally(() => {
      this.#running = null;
      if (this.#again) {
        this.#again = false;
        this.refresh();
      }
    });
    return this.#running;
  }

  async #load() {
    const answer = await fetch(this.#address, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    const fresh = document.createElement("template");
    fresh.innerHTML = await answer.text();
    const picked = this.#root.querySelector("[data-picked]")?.dataset.alarm;
    const focused = document.activeElement?.closest?.("[data-alarm]")?.dataset.alarm;
    const texts = new Map();
    for (const card of fresh.content.querySelectorAll("[data-alarm]")) {
      texts.set(card.id, card.outerHTML);
      const old = document.getElementById(card.id);
      if (!old) continue;
      if (this.#known.get(card.id) === card.outerHTML) card.replaceWith(old);
      else keepPictures(old, card);
    }
    this.#known = texts;
    const scroll = this.#root.scrollTop;
    this.#root.replaceChildren(fresh.content);
    this.#root.scrollTop = scroll;
    if (picked) this.mark(picked);
    if (focused) this.card(focused)?.querySelector(".alarm-open")?.focus({ preventScroll: true });
    this.#root.dispatchEvent(new CustomEvent("feed:drawn", { bubbles: true }));
  }
}

/** Pictures that are already loaded move into the new drawing instead of being fetched again. */
export function keepPictures(old, fresh) {
  const loaded = new Map([...old.querySelectorAll("img[src]")].map((image) => [image.getAttribute("src"), image]));
  for (const image of fresh.querySelectorAll("img[src]")) {
    const kept = loaded.get(image.getAttribute("src"));
    if (kept) image.replaceWith(kept);
  }
}
