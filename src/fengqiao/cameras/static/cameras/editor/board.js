// The picture with shapes on it: by mouse, finger and keyboard. It draws what it is given and tells what the hand does.
//
// A shape: { id, points, kind: "area" | "line" | "ruler", most, tone, label, active, way? }. `most` is how many corners it may have.

import { clamp, crossing, forwardOf, inside, onSide, shifted, slotFor, snapped } from "../outline.js";

const NS = "http://www.w3.org/2000/svg";
const W = 1600;
const NEAR = 0.025;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Board {
  #drag = null;
  #corner = -1;

  /** `tell`: { shapes(), backdrop(), change(id, points, gesture), settle(), choose(id), begin(point) }. */
  constructor(root, words, tell) {
    this.root = root;
    this.words = words;
    this.tell = tell;
    this.aspect = 16 / 9;
    this.snap = true;
    this.svg = root.querySelector("[data-canvas]");
    this.picture = root.querySelector("[data-picture]");
    this.sights = [];
    this.#listen();
    this.#pictures();
  }

  get #active() {
    return this.tell.shapes().find((shape) => shape.active);
  }

  get #height() {
    return W / this.aspect;
  }

  #at([x, y]) {
    return `${(x * W).toFixed(1)},${(y * this.#height).toFixed(1)}`;
  }

  #el(name, attributes, parent = this.svg) {
    const node = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    parent.append(node);
    return node;
  }

  // --- what is shown --------------------------------------------------------------------------------------------
  paint() {
    const focused = this.svg.contains(document.activeElement) ? this.#corner : -1;
    this.svg.setAttribute("viewBox", `0 0 ${W} ${this.#height.toFixed(1)}`);
    this.svg.replaceChildren();
    for (const { points, closed, name } of this.tell.backdrop()) {
      this.#el(closed ? "polygon" : "polyline", { points: points.map((p) => this.#at(p)).join(" "), class: "backdrop" });
      if (name && points.length) this.#label(name, points, "label label--backdrop");
    }
    const shapes = this.tell.shapes();
    for (const shape of shapes.filter((one) => !one.active)) this.#shape(shape);
    const active = shapes.find((one) => one.active);
    if (active) {
      this.#shape(active);
      this.#corners(active);
    }
    this.#seen();
    if (focused >= 0) this.svg.querySelector(`[data-corner="${focused}"]`)?.focus();
  }

  #shape(shape) {
    const { points, kind } = shape;
    if (points.length < 2) return;
    const knotted = kind === "area" && points.length > 2 && crossing(points);
    const css = `shape shape--${shape.tone ?? kind}${shape.active ? " shape--active" : ""}${knotted ? " shape--knotted" : ""}`;
    const node = this.#el(kind === "area" && points.length > 2 ? "polygon" : "polyline", { points: points.map((p) => this.#at(p)).join(" "), class: css });
    node.dataset.shape = shape.id;
    if (kind === "line") this.#arrow(shape);
    if (shape.label) this.#label(shape.label, points, `label${shape.active ? " label--active" : ""}`);
  }

  #arrow({ points: [a, b], way }) {
    const unit = this.#unit;
    const middle = [((a[0] + b[0]) / 2) * W, ((a[1] + b[1]) / 2) * this.#height];
    const [fx, fy] = forwardOf(a, b, this.aspect);
    const wings = (sign) => {
      const tip = [middle[0] + sign * fx * 54 * unit, middle[1] + sign * fy * 54 * unit];
      const back = [tip[0] - sign * fx * 16 * unit, tip[1] - sign * fy * 16 * unit];
      const side = [-fy * 10 * unit, fx * 10 * unit];
      this.#el("path", {
        class: "arrow",
        d: `M${middle} L${tip} M${back[0] + side[0]},${back[1] + side[1]} L${tip} L${back[0] - side[0]},${back[1] - side[1]}`,
      });
    };
    if (way !== "backward") wings(1);
    if (way !== "forward") wings(-1);
  }

  #label(text, points, css) {
    const top = points.reduce((one, other) => (other[1] < one[1] ? other : one));
    const unit = this.#unit;
    const size = 14 * unit;
    const x = Math.min(top[0] * W, W - (text.length + 1) * size);
    const node = this.#el("text", { x: (x + 6 * unit).toFixed(1), y: Math.max(size, top[1] * this.#height - 8 * unit).toFixed(1), "font-size": size.toFixed(1), class: css });
    node.textContent = text;
  }

  #corners(shape) {
    const unit = this.#unit;
    shape.points.forEach(([x, y], index) => {
      const dot = this.#el("g", {
        tabindex: 0, role: "button", class: index === this.#corner ? "corner chosen" : "corner",
        "aria-label": `${this.words.wordsPoint} ${index + 1}: ${(x * 100).toFixed(1)} %, ${(y * 100).toFixed(1)} %`,
      });
      dot.dataset.corner = index;
      const middle = { cx: (x * W).toFixed(1), cy: (y * this.#height).toFixed(1) };
      this.#el("circle", { ...middle, r: 22 * unit, class: "reach" }, dot);
      this.#el("circle", { ...middle, r: 8 * unit }, dot);
    });
  }

  #seen() {
    const unit = this.#unit;
    for (const { box: [x1, y1, x2, y2], text, within } of this.sights) {
      const css = within ? "sight sight--within" : "sight";
      this.#el("rect", { x: x1 * W, y: y1 * this.#height, width: (x2 - x1) * W, height: (y2 - y1) * this.#height, class: css });
      const node = this.#el("text", { x: x1 * W, y: Math.max(14 * unit, y1 * this.#height - 6 * unit), "font-size": 13 * unit, class: `label ${css}-label` });
      node.textContent = text;
    }
  }

  /** One pixel of the screen. */
  get #unit() {
    return W / (this.svg.clientWidth || W);
  }

  // --- the hand ---------------------------------------------------------------------------------------------------
  #place(event) {
    const box = this.svg.getBoundingClientRect();
    return [clamp((event.clientX - box.left) / box.width), clamp((event.clientY - box.top) / box.height)];
  }

  #pulled(point, shape) {
    if (!this.snap || shape.kind === "ruler") return point;
    const corners = [
      ...this.tell.backdrop().flatMap((one) => one.points),
      ...this.tell.shapes().filter((one) => one !== shape).flatMap((one) => one.points),
    ];
    return snapped(point, corners, 0.018, this.aspect).map(clamp);
  }

  #listen() {
    const { svg } = this;
    svg.addEventListener("pointerdown", (event) => {
      if (event.button || this.#drag) return;
      const dot = event.target.closest(".corner");
      if (dot) {
        this.#corner = Number(dot.dataset.corner);
        event.preventDefault();
      } else if (!this.#press(event)) return;
      this.#drag ??= { id: event.pointerId, corner: this.#corner };
      svg.setPointerCapture(event.pointerId);
      this.paint();
    });
    svg.addEventListener("pointermove", (event) => this.#drag?.id === event.pointerId && this.#move(event));
    for (const end of ["pointerup", "pointercancel"]) {
      svg.addEventListener(end, (event) => {
        if (this.#drag?.id !== event.pointerId) return;
        this.#drag = null;
        this.tell.settle();
        svg.querySelector(`[data-corner="${this.#corner}"]`)?.focus();
      });
    }
    svg.addEventListener("focusin", (event) => {
      const dot = event.target.closest(".corner");
      if (dot) this.#corner = Number(dot.dataset.corner);
    });
    svg.addEventListener("keydown", (event) => this.#key(event));
  }

  /** A press beside the corners: a new corner, another shape, or the whole shape is taken. False: nothing to do. */
  #press(event) {
    const point = this.#place(event);
    const shape = this.#active ?? this.tell.begin(point);
    if (!shape) return false;
    const { points, kind, most } = shape;
    const slot = kind === "area" ? slotFor(points, point, NEAR, this.aspect) : points.length;
    const beside = kind === "area" && onSide(points, point, NEAR, this.aspect);
    const whole = points.length >= (kind === "area" ? 3 : 2);
    const other = event.target.closest("[data-shape]");
    if (whole && other && other.dataset.shape !== shape.id && !beside) {
      this.tell.choose(other.dataset.shape);
      return false;
    }
    if (whole && !beside && (kind === "area" ? inside(points, point) : points.length >= most)) {
      this.#drag = { id: event.pointerId, from: point, points };
      this.#corner = -1;
      return true;
    }
    if (points.length >= most) return false;
    const fresh = [...points];
    fresh.splice(slot, 0, this.#pulled(point, shape));
    this.#corner = slot;
    this.tell.change(shape.id, fresh);
    return true;
  }

  #move(event) {
    const shape = this.#active;
    if (!shape) return;
    const point = this.#place(event);
    const gesture = `drag ${event.pointerId}`;
    if (this.#drag.points) {
      const [dx, dy] = [point[0] - this.#drag.from[0], point[1] - this.#drag.from[1]];
      if (Math.hypot(dx, dy) > 0.004) this.tell.change(shape.id, shifted(this.#drag.points, dx, dy), gesture);
      return;
    }
    this.tell.change(shape.id, shape.points.with(this.#corner, this.#pulled(point, shape)), gesture, this.#corner);
  }

  #key(event) {
    const shape = this.#active;
    if (!shape || !event.target.closest(".corner")) return;
    const step = event.shiftKey ? 0.02 : 0.004;
    if (ARROWS[event.key]) {
      event.preventDefault();
      const [dx, dy] = ARROWS[event.key].map((way) => way * step);
      const [x, y] = shape.points[this.#corner];
      this.tell.change(shape.id, shape.points.with(this.#corner, [clamp(x + dx), clamp(y + dy)]), `key ${this.#corner}`, this.#corner);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      this.removeCorner(this.#corner);
    }
  }

  removeCorner(index = this.#corner) {
    const shape = this.#active;
    if (!shape || !shape.points[index]) return;
    this.#corner = Math.min(index, shape.points.length - 2);
    this.tell.settle();
    this.tell.change(shape.id, shape.points.toSpliced(index, 1));
  }

  /** A corner in the middle of the picture, for the keyboard. */
  addCorner() {
    const shape = this.#active ?? this.tell.begin([0.5, 0.5]);
    if (!shape || shape.points.length >= shape.most) return;
    const count = shape.points.length;
    const place = [[0.4, 0.4], [0.6, 0.4], [0.6, 0.6], [0.4, 0.6]][count] ?? [0.5, 0.5];
    this.#corner = count;
    this.tell.settle();
    this.tell.change(shape.id, [...shape.points, place]);
    this.svg.querySelector(`[data-corner="${count}"]`)?.focus();
  }

  // --- the picture below --------------------------------------------------------------------------------------------
  fresh() {
    this.picture.src = `${this.picture.src.split("&at=")[0]}&at=${Date.now()}`;
  }

  #pictures() {
    const { picture } = this;
    const none = this.root.querySelector("[data-nopicture]");
    const good = () => {
      if (picture.naturalWidth) this.aspect = picture.naturalWidth / picture.naturalHeight;
      this.root.style.aspectRatio = String(this.aspect);
      picture.hidden = false;
      none.hidden = true;
      this.paint();
    };
    const bad = () => {
      picture.hidden = true;
      none.hidden = false;
    };
    picture.addEventListener("load", good);
    picture.addEventListener("error", bad);
    new ResizeObserver(() => this.paint()).observe(this.svg);
    if (picture.complete) queueMicrotask(picture.naturalWidth ? good : bad);
  }
}
