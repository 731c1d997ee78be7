// The alarm that fills the middle: picture, clip or live video, what can be done now, who is near, what happened so far.

import { keepPictures } from "./feed.js";
import { Stage } from "./stage.js";

export class Focus {
  #root;
  #hooks;
  #stage = null;
  #parts = new Map();
  #asked = 0;
  id = null;

  /** `hooks`: `{address(id), onOpen(facts), onClose(), onRefused(words), onDone(words)}`. */
  constructor(root, hooks) {
    this.#root = root;
    this.#hooks = hooks;
    root.addEventListener("click", (event) => this.#click(event));
    root.addEventListener("submit", (event) => this.#submit(event));
  }

  get busy() {
    return Boolean(document.querySelector("dialog[open]"));
  }

  get facts() {
    return this.#root.querySelector(".focus")?.dataset ?? null;
  }

  async open(id) {
    if (this.id === id) return this.refresh();
    this.id = id;
    this.#stage?.stop();
    this.#stage = null;
    this.#parts.clear();
    this.#root.dataset.waiting = "";
    return this.refresh();
  }

  close() {
    if (this.id === null) return;
    this.id = null;
    this.#asked += 1;
    this.#stage?.stop();
    this.#stage = null;
    this.#root.hidden = true;
    this.#root.replaceChildren();
    this.#hooks.onClose();
  }

  async refresh() {
    if (this.id === null) return;
    const turn = ++this.#asked;
    const answer = await fetch(this.#hooks.address(this.id), { headers: { "HX-Request": "true" } }).catch(() => null);
    if (turn !== this.#asked || this.id === null) return;
    delete this.#root.dataset.waiting;
    if (!answer?.ok) {
      if (answer?.status === 404) this.close();
      return;
    }
    const fresh = document.createElement("template");
    fresh.innerHTML = await answer.text();
    if (turn !== this.#asked || this.id === null) return;
    this.#draw(fresh.content);
  }

  #draw(fresh) {
    const first = this.#parts.size === 0;
    const next = fresh.querySelector(".focus");
    const parts = new Map([...next.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));
    const texts = new Map([...parts].map(([name, part]) => [name, part.outerHTML]));
    if (first) {
      this.#root.replaceChildren(next);
      this.#root.hidden = false;
      this.#stage = new Stage(next.querySelector(".stage"));
      this.#hooks.onOpen(next.dataset);
    } else {
      const shown = this.#root.querySelector(".focus");
      for (const [key, value] of Object.entries(next.dataset)) shown.dataset[key] = value;
      this.#stage.update(next.querySelector(".stage").dataset);
      for (const [name, part] of parts) {
        if (this.#parts.get(name) === texts.get(name)) continue;
        const old = shown.querySelector(`[data-part="${name}"]`);
        if (old.querySelector("dialog[open]")) {
          texts.set(name, this.#parts.get(name)); // not under the hands of somebody who is choosing; next time
          continue;
        }
        const held = old.contains(document.activeElement) ? document.activeElement.dataset.key : null;
        const scroll = old.scrollTop;
        keepPictures(old, part);
        old.replaceWith(part);
        part.scrollTop = scroll;
        if (held) (part.querySelector(`[data-key="${held}"]`) ?? part.querySelector("button"))?.focus();
      }
    }
    this.#parts = texts;
  }

  #click(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.dialog) {
      const dialog = this.#root.querySelector(`dialog[data-name="${button.dataset.dialog}"]`);
      dialog?.showModal();
      dialog?.querySelector("[data-first]")?.focus();
    }
    if (button.dataset.media) this.#stage?.choose(button.dataset.media);
    if (button.hasAttribute("data-cancel")) button.closest("dialog")?.close();
    if (button.hasAttribute("data-close")) this.close();
  }

  async #submit(event) {
    const form = event.target.closest("form[data-step]");
    if (!form) return;
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    const buttons = [...form.querySelectorAll("button")];
    for (const button of buttons) button.disabled = true;
    let answer = null;
    try {
      answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true", Accept: "text/plain" } });
    } catch {
      // no answer: said below
    }
    for (const button of buttons) button.disabled = false;
    if (answer?.ok) {
      form.closest("dialog")?.close();
      this.#hooks.onDone((await answer.text()).trim() || form.dataset.done);
      await this.refresh();
      return;
    }
    this.#hooks.onRefused(await refusal(answer));
    await this.refresh();
  }
}

/** What the server said, as plain words; empty when there was no answer. */
async function refusal(answer) {
  if (!answer) return "";
  const text = await answer.text();
  if (!text.includes("<")) return text.trim().slice(0, 300);
  const page = new DOMParser().parseFromString(text, "text/html");
  const words = page.querySelector("[data-refusal], .toast__words, .notice, .errorlist, main p");
  return (words?.textContent ?? "").trim().replace(/\s+/g, " ").slice(0, 300);
}
