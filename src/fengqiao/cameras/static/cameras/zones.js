// Drawing zones on a camera's newest picture: by finger, mouse, arrow keys or numbers.

import { post, toast } from "../ui/http.js";
import { clamp, crossing, slotFor } from "./outline.js";

const form = document.getElementById("zones-form");
const board = form.querySelector("[data-board]");
const svg = form.querySelector("[data-canvas]");
const picture = form.querySelector("[data-picture]");
const problem = form.querySelector("[data-problem]");
const words = form.dataset;
const NS = "http://www.w3.org/2000/svg";

const zones = JSON.parse(document.getElementById("zones-now").textContent);
let chosen = 0;
let corner = -1;
let aspect = 16 / 9;
const past = [];

const zone = () => zones[chosen];
const el = (name, attributes, parent) => {
  const node = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  parent.append(node);
  return node;
};

function remember() {
  past.push(JSON.stringify({ zones, chosen }));
  if (past.length > 100) past.shift();
  form.querySelector("[data-dirty]").textContent = words.wordsUnsaved;
}

function undo() {
  const before = past.pop();
  if (!before) return;
  const state = JSON.parse(before);
  zones.splice(0, zones.length, ...state.zones);
  chosen = Math.min(state.chosen, zones.length - 1);
  corner = -1;
  show();
}

// --- what is shown ------------------------------------------------------------------------------------------------
const W = 1600;
const height = () => W / aspect;
const at = ([x, y]) => `${(x * W).toFixed(1)},${(y * height()).toFixed(1)}`;

function paint() {
  svg.setAttribute("viewBox", `0 0 ${W} ${height().toFixed(1)}`);
  svg.replaceChildren();
  zones.forEach((other, index) => {
    if (index === chosen || other.polygon.length < 3) return;
    const shape = el("polygon", { points: other.polygon.map(at).join(" "), class: "other" }, svg);
    shape.addEventListener("pointerdown", (event) => {
      if (zone()?.polygon.length >= 3 || !zone()) {
        event.stopPropagation();
        choose(index);
      }
    });
  });
  const now = zone();
  if (now) {
    const points = now.polygon.map(at).join(" ");
    if (now.polygon.length >= 3) el("polygon", { points, class: crossing(now.polygon) ? "crossed" : "" }, svg);
    else if (now.polygon.length === 2) el("polyline", { points }, svg);
    now.polygon.forEach(([x, y], index) => {
      const dot = el("g", {
        tabindex: 0, role: "button", class: index === corner ? "corner chosen" : "corner",
        "aria-label": `${words.wordsPoint} ${index + 1}: ${(x * 100).toFixed(1)} %, ${(y * 100).toFixed(1)} %`,
      }, svg);
      dot.dataset.corner = index;
      const middle = { cx: (x * W).toFixed(1), cy: (y * height()).toFixed(1) };
      const unit = W / (svg.clientWidth || W); // one pixel of the screen
      el("circle", { ...middle, r: 22 * unit, class: "reach" }, dot);
      el("circle", { ...middle, r: 8 * unit }, dot);
    });
  }
  verdict();
}

function verdict(extra) {
  const now = zone();
  let text = extra ?? "";
  if (!text && now && now.polygon.length >= 3 && crossing(now.polygon)) text = words.wordsCrossed;
  problem.hidden = !text;
  problem.querySelector("[data-problem-words]").textContent = text;
}

function tabs() {
  const place = form.querySelector("[data-tabs]");
  place.replaceChildren(...zones.map((one, index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = one.name || `${words.wordsName} ${index + 1}`;
    button.setAttribute("aria-pressed", String(index === chosen));
    button.addEventListener("click", () => choose(index));
    return button;
  }));
}

function list() {
  const place = form.querySelector("[data-points]");
  place.replaceChildren(...(zone()?.polygon ?? []).map(([x, y], index) => {
    const item = document.createElement("li");
    const number = document.createElement("span");
    number.textContent = index + 1;
    const inputs = [x, y].map((value, axis) => {
      const input = document.createElement("input");
      Object.assign(input, { type: "number", min: 0, max: 100, step: 0.1, value: (value * 100).toFixed(1) });
      input.setAttribute("aria-label", `${words.wordsPoint} ${index + 1}, ${axis ? words.wordsDown : words.wordsAcross}`);
      input.addEventListener("change", () => {
        remember();
        zone().polygon[index][axis] = clamp(Number(input.value) / 100);
        corner = index;
        paint();
        buttons();
      });
      return input;
    });
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "button button--quiet button--icon";
    remove.setAttribute("aria-label", `${words.wordsRemove} ${index + 1}`);
    remove.append(form.querySelector("[data-cross]").content.cloneNode(true));
    remove.addEventListener("click", () => removeCorner(index));
    item.append(number, ...inputs, remove);
    return item;
  }));
}

function fields() {
  const now = zone();
  form.querySelector("[data-fields]").hidden = !now;
  form.querySelector("[data-nozone]").hidden = Boolean(now);
  if (!now) return;
  for (const input of form.querySelectorAll("[data-field]")) {
    const name = input.dataset.field;
    if (name === "kind") input.checked = input.value === now.kind;
    else if (name === "classes") input.checked = now.classes.includes(input.value);
    else if (name === "from") input.value = now.schedule[0]?.[0] ?? "";
    else if (name === "until") input.value = (now.schedule[0]?.[1] ?? "").replace("24:00", "00:00");
    else input.value = now[name] ?? "";
  }
}

function buttons() {
  form.querySelector("[data-undo]").disabled = !past.length;
  for (const name of ["clear", "drop", "add"]) form.querySelector(`[data-${name}]`).disabled = !zone();
}

function show() {
  tabs();
  paint();
  list();
  fields();
  buttons();
}

function choose(index) {
  chosen = index;
  corner = -1;
  show();
}

// --- changing ---------------------------------------------------------------------------------------------------------
function newZone() {
  remember();
  let number = zones.length + 1;
  while (zones.some((one) => one.name === `${words.wordsName} ${number}`)) number += 1;
  zones.push({ name: `${words.wordsName} ${number}`, kind: "water", polygon: [], classes: ["person"], dwell_s: 0, window_s: 60, min_score: 0.4, direction_deg: null, schedule: [] });
  choose(zones.length - 1);
}

function addCorner(point, slot = zone().polygon.length) {
  remember();
  zone().polygon.splice(slot, 0, point);
  corner = slot;
  show();
}

function removeCorner(index) {
  remember();
  zone().polygon.splice(index, 1);
  corner = Math.min(index, zone().polygon.length - 1);
  show();
}

const place = (event) => {
  const box = svg.getBoundingClientRect();
  return [clamp((event.clientX - box.left) / box.width), clamp((event.clientY - box.top) / box.height)];
};

let drag = null;
svg.addEventListener("pointerdown", (event) => {
  if (event.button) return;
  const dot = event.target.closest(".corner");
  if (dot) {
    corner = Number(dot.dataset.corner);
    drag = { id: event.pointerId, moved: false };
    svg.setPointerCapture(event.pointerId);
    event.preventDefault();
    paint();
    return;
  }
  if (!zone()) newZone();
  const point = place(event);
  addCorner(point, slotFor(zone().polygon, point, 0.025, aspect));
  drag = { id: event.pointerId, moved: true };
  svg.setPointerCapture(event.pointerId);
});
svg.addEventListener("pointermove", (event) => {
  if (drag?.id !== event.pointerId) return;
  if (!drag.moved) remember();
  drag.moved = true;
  zone().polygon[corner] = place(event);
  paint();
});
const drop = (event) => {
  if (drag?.id !== event.pointerId) return;
  drag = null;
  show();
  svg.querySelector(`[data-corner="${corner}"]`)?.focus();
};
svg.addEventListener("pointerup", drop);
svg.addEventListener("pointercancel", drop);

svg.addEventListener("focusin", (event) => {
  const dot = event.target.closest(".corner");
  if (dot) corner = Number(dot.dataset.corner);
});
svg.addEventListener("keydown", (event) => {
  const dot = event.target.closest(".corner");
  if (!dot) return;
  const index = Number(dot.dataset.corner);
  const step = event.shiftKey ? 0.02 : 0.004;
  const move = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
  if (move) {
    event.preventDefault();
    remember();
    const [x, y] = zone().polygon[index];
    zone().polygon[index] = [clamp(x + move[0]), clamp(y + move[1])];
    corner = index;
    show();
    svg.querySelector(`[data-corner="${index}"]`)?.focus();
  } else if (event.key === "Delete" || event.key === "Backspace") {
    event.preventDefault();
    removeCorner(index);
    svg.querySelector(`[data-corner="${corner}"]`)?.focus();
  }
});
form.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.target.matches("input")) {
    event.preventDefault();
    undo();
  }
  if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
});

form.addEventListener("change", (event) => {
  const name = event.target.dataset?.field;
  if (!name || !zone()) return;
  remember();
  const now = zone();
  const { value } = event.target;
  if (name === "classes") now.classes = [...form.querySelectorAll('[data-field="classes"]:checked')].map((input) => input.value);
  else if (name === "from" || name === "until") {
    const [from, until] = ["from", "until"].map((one) => form.querySelector(`[data-field="${one}"]`).value);
    now.schedule = from || until ? [[from || "00:00", !until || until === "00:00" ? "24:00" : until]] : [];
  } else if (name === "direction_deg") now.direction_deg = value === "" ? null : Number(value);
  else if (event.target.type === "number") now[name] = Number(value);
  else now[name] = value.trim();
  tabs();
  buttons();
});

form.querySelector("[data-new]").addEventListener("click", newZone);
form.querySelector("[data-undo]").addEventListener("click", undo);
form.querySelector("[data-add]").addEventListener("click", () => addCorner([0.5, 0.5]));
form.querySelector("[data-clear]").addEventListener("click", () => {
  remember();
  zone().polygon = [];
  show();
});
form.querySelector("[data-drop]").addEventListener("click", () => {
  remember();
  zones.splice(chosen, 1);
  choose(Math.min(chosen, zones.length - 1));
});
form.querySelector("[data-fresh]").addEventListener("click", () => {
  picture.src = `${picture.src.split("&at=")[0]}&at=${Date.now()}`;
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const names = zones.map((one) => one.name);
  const wrong = zones.findIndex((one) => one.polygon.length < 3 || crossing(one.polygon));
  if (wrong >= 0) {
    choose(wrong);
    verdict(zones[wrong].polygon.length < 3 ? words.wordsFew : words.wordsCrossed);
    return;
  }
  if (new Set(names).size < names.length) {
    verdict(words.wordsNames);
    return;
  }
  const button = form.querySelector('button[type="submit"]');
  button.setAttribute("aria-busy", "true");
  try {
    await post(location.href, { zones: JSON.stringify(zones) });
    past.length = 0;
    form.querySelector("[data-dirty]").textContent = "";
    buttons();
    toast(words.wordsSaved, "done");
  } catch (error) {
    verdict(error.message);
    problem.scrollIntoView({ block: "nearest" });
  }
  button.removeAttribute("aria-busy");
});

addEventListener("beforeunload", (event) => {
  if (past.length) event.preventDefault();
});

function pictured() {
  if (picture.naturalWidth) aspect = picture.naturalWidth / picture.naturalHeight;
  board.style.aspectRatio = String(aspect);
  paint();
}
picture.addEventListener("load", () => {
  picture.hidden = false;
  form.querySelector("[data-nopicture]").hidden = true;
  pictured();
});
picture.addEventListener("error", () => {
  picture.hidden = true;
  form.querySelector("[data-nopicture]").hidden = false;
});
if (picture.complete) {
  if (picture.naturalWidth) pictured();
  else picture.dispatchEvent(new Event("error"));
}
show();
