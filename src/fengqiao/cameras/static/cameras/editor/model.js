// What is being drawn, and the way back: a plain value with undo and redo. Nothing here knows of the page.

export class Model {
  #past = [];
  #future = [];
  #gesture = null;

  constructor(value) {
    this.value = value;
  }

  /** Call before a change. Changes with the same `gesture` in a row (dragging, holding an arrow key) are one step. */
  remember(gesture = null) {
    if (gesture !== null && gesture === this.#gesture) return;
    this.#gesture = gesture;
    this.#past.push(JSON.stringify(this.value));
    if (this.#past.length > 200) this.#past.shift();
    this.#future = [];
  }

  /** The gesture is over; the next change is a step of its own. */
  settle() {
    this.#gesture = null;
  }

  #swap(from, to) {
    const other = from.pop();
    if (other === undefined) return false;
    to.push(JSON.stringify(this.value));
    this.value = JSON.parse(other);
    this.#gesture = null;
    return true;
  }

  undo() {
    return this.#swap(this.#past, this.#future);
  }

  redo() {
    return this.#swap(this.#future, this.#past);
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  /** Everything is saved. */
  saved() {
    this.#past = [];
    this.#future = [];
    this.#gesture = null;
  }
}
