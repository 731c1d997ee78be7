// Where an alarm is looked at: the picture at once, the clip when it has come, the camera's live video on demand.

export class Stage {
  #root;
  #view;
  #chosen = "";
  #shown = "";
  #clip = "";
  #live = null;
  #turn = 0;

  constructor(root) {
    this.#root = root;
    this.#view = root.querySelector(".stage-view");
    this.update(root.dataset);
  }

  /** New facts about what can be shown; the viewer's own choice stays. */
  update(facts) {
    const fresh = facts.clip && facts.clip !== this.#clip;
    this.#clip = facts.clip ?? "";
    for (const button of this.#root.querySelectorAll("[data-media]")) {
      if (button.dataset.media === "clip") {
        button.disabled = !this.#clip;
        button.toggleAttribute("data-fresh", Boolean(this.#clip));
        button.querySelector(".stage-tab-note").textContent = this.#clip ? "" : this.#root.dataset.waitingWords;
      }
    }
    if (!this.#shown) this.#show(this.#clip ? "clip" : "picture");
    else if (fresh && !this.#chosen && this.#shown === "picture") this.#show("clip");
  }

  choose(media) {
    this.#chosen = media;
    this.#show(media);
  }

  stop() {
    this.#turn += 1;
    this.#live?.stop?.();
    this.#live = null;
    for (const video of this.#view.querySelectorAll("video")) video.pause();
  }

  #show(media) {
    if (media === this.#shown) return;
    this.stop();
    this.#shown = media;
    this.#root.dataset.shown = media;
    for (const button of this.#root.querySelectorAll("[data-media]")) {
      button.setAttribute("aria-pressed", String(button.dataset.media === media));
    }
    if (media === "picture") this.#picture();
    else if (media === "clip") this.#video();
    else this.#watch();
  }

  #image() {
    const { picture, alt } = this.#root.dataset;
    const image = new Image();
    image.alt = alt;
    image.src = picture;
    image.addEventListener("error", () => image.replaceWith(this.#note(this.#root.dataset.missingWords)));
    return image;
  }

  #picture() {
    this.#view.replaceChildren(this.#image());
  }

  // The picture stays beneath until the clip has its first frame, so the stage is never black.
  #video() {
    const video = document.createElement("video");
    Object.assign(video, { src: this.#clip, controls: true, muted: true, loop: true, autoplay: true, playsInline: true });
    video.setAttribute("aria-label", this.#root.dataset.alt);
    this.#view.replaceChildren(this.#image(), video);
    video.addEventListener("loadeddata", () => video.previousElementSibling?.remove(), { once: true });
    video.play().catch(() => {});
  }

  async #watch() {
    const turn = this.#turn;
    this.#view.replaceChildren(this.#root.querySelector("template").content.cloneNode(true));
    const { start } = await import(this.#root.dataset.liveModule);
    if (turn !== this.#turn) return;
    const stop = start(this.#view.querySelector(".stage-live"), JSON.parse(this.#root.dataset.live));
    this.#live = { stop: () => stop.abort() };
  }

  #note(words) {
    const note = document.createElement("p");
    note.className = "stage-note";
    note.textContent = words;
    return note;
  }
}
