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

  /**
   * Put a card for a new alarm at once, from its journal entry; the server's own drawing takes its place a moment later.
   * `kind` is `{what, severity, mark, severity_words, tone}`.
   */
  announce(payload, at, kind, template) {
    if (this.card(payload.alarm)) return;
    const card = template.content.firstElementChild.cloneNode(true);
    const put = (selector, text) => (card.querySelector(selector).textContent = text);
    card.id = `alarm-${payload.alarm}`;
    Object.assign(card.dataset, {
      alarm: payload.alarm, state: payload.state, severity: kind.severity, count: payload.count, lon: payload.lon,
      lat: payload.lat, camera: payload.camera_name, mark: kind.mark, stateWords: card.dataset.stateWords,
    });
    const near = payload.camera_name.startsWith(payload.area_name.replace(/村$/, ""));
    put(".alarm-card__where", near ? payload.camera_name : `${payload.area_name} · ${payload.camera_name}`);
    put("[data-what]", kind.what);
    put("[data-mark-shown]", kind.mark);
    put("[data-severity-words]", kind.severity_words);
    card.querySelector(".severity").classList.add(`severity--${kind.severity}`);
    card.querySelector(".pill").classList.add(`pill--${kind.tone}`);
    card.querySelector("time").dateTime = at;
    const image = card.querySelector("img");
    image.addEventListener("error", () => (image.hidden = true), { once: true });
    image.src = template.dataset.picture.replace("00000000-0000-0000-0000-000000000000", payload.alarm);
    this.#root.querySelector(".feed-empty")?.remove();
    const first = this.#root.querySelector('[data-state="raised"]');
    if (first) first.before(card);
    else this.#root.prepend(card);
    this.#root.dispatchEvent(new CustomEvent("feed:drawn", { bubbles: true }));
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

/**
 * Pictures that are already loaded move into the new drawing instead of being fetched again. A card from the journal
 * has the address without the alert's name, which means the same picture while there is only one alert.
 */
export function keepPictures(old, fresh) {
  const loaded = new Map([...old.querySelectorAll("img[src]:not([hidden])")].map((image) => [image.getAttribute("src"), image]));
  for (const image of fresh.querySelectorAll("img[src]")) {
    const address = image.getAttribute("src");
    const kept = loaded.get(address) ?? (fresh.dataset.count === "1" ? loaded.get(address.split("?")[0]) : undefined);
    if (!kept) continue;
    kept.alt = image.alt;
    image.replaceWith(kept);
  }
}
