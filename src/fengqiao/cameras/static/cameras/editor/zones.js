// One function's zones on a camera's picture: areas, a line, the outlines of bins, and what they are set to.

import { crossing } from "../outline.js";
import { Board } from "./board.js";
import { fields } from "./fields.js";
import { frame } from "./frame.js";
import { Model } from "./model.js";
import { sightButton } from "./sight.js";

const form = document.getElementById("zones-form");
const words = form.dataset;
const given = JSON.parse(document.getElementById("editor").textContent);
const model = new Model({ zones: given.zones, chosen: 0, part: "area" });
const $ = (selector) => form.querySelector(selector);

const zone = () => model.value.zones[model.value.chosen];
const copy = (value) => structuredClone(value);

// --- shapes of the zone in hand, and of the others -------------------------------------------------------------------
function shapes() {
  return model.value.zones.flatMap((one, index) => {
    const mine = index === model.value.chosen;
    const active = (part) => mine && model.value.part === part;
    const list = [];
    if (one.line || active("line")) {
      const ends = one.line?.draft ?? (one.line ? [one.line.a, one.line.b] : []);
      list.push({ id: `${index}:line`, kind: "line", points: ends, most: 2, way: one.line?.way ?? "both", label: one.name, active: active("line") });
    } else {
      list.push({ id: `${index}:area`, kind: "area", points: one.polygon, most: 200, label: one.name, active: active("area") });
    }
    one.rubbish.bins.forEach((points, bin) => {
      list.push({ id: `${index}:bin ${bin}`, kind: "area", tone: "bin", points, most: 40, label: `${words.wordsBin} ${bin + 1}`, active: active(`bin ${bin}`) });
    });
    return list;
  });
}

function put(id, points) {
  const [index, part] = id.split(":");
  const one = model.value.zones[Number(index)];
  if (part === "area") one.polygon = points;
  else if (part === "line") {
    // While only one end is set, the line is a draft.
    const { way = "both", count = false } = one.line ?? {};
    one.line = points.length === 2 ? { a: points[0], b: points[1], way, count } : { draft: points, way, count };
  } else one.rubbish.bins[Number(part.slice(4))] = points;
}

const board = new Board($("[data-board]"), words, {
  shapes,
  backdrop: () => [...given.others, ...given.masks.map((points) => ({ points, closed: true, name: "" }))],
  change(id, points, gesture) {
    model.remember(gesture ? `${id} ${gesture}` : null);
    put(id, points);
    show();
  },
  settle: () => model.settle(),
  choose(id) {
    const [index, part] = id.split(":");
    choose(Number(index), part);
  },
  begin() {
    newZone();
    return shapes().find((shape) => shape.active);
  },
});

function choose(index, part) {
  model.value.chosen = index;
  model.value.part = part ?? (model.value.zones[index]?.line ? "line" : "area");
  model.settle();
  show();
}

function changed(work) {
  model.remember();
  work();
  show();
}

function newZone() {
  let number = model.value.zones.length + 1;
  const called = () => `${words.wordsName} ${number}`;
  while (model.value.zones.some((one) => one.name === called())) number += 1;
  changed(() => {
    model.value.zones.push({ ...copy(given.usual), name: called() });
    model.value.chosen = model.value.zones.length - 1;
    model.value.part = "area";
  });
}

// --- the page ----------------------------------------------------------------------------------------------------------
function tabs() {
  $("[data-tabs]").replaceChildren(...model.value.zones.map((one, index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = one.name || `${words.wordsName} ${index + 1}`;
    button.setAttribute("aria-pressed", String(index === model.value.chosen));
    button.addEventListener("click", () => choose(index));
    return button;
  }));
}

function numbers() {
  const shape = shapes().find((one) => one.active);
  $("[data-points]").replaceChildren(...(shape?.points ?? []).map((point, index) => {
    const item = document.createElement("li");
    const label = document.createElement("span");
    label.textContent = index + 1;
    const inputs = point.map((value, axis) => {
      const input = document.createElement("input");
      Object.assign(input, { type: "number", min: 0, max: 100, step: 0.1, value: (value * 100).toFixed(1) });
      input.setAttribute("aria-label", `${words.wordsPoint} ${index + 1}, ${axis ? words.wordsDown : words.wordsAcross}`);
      input.addEventListener("change", () => {
        const share = Math.min(1, Math.max(0, Number(input.value) / 100));
        changed(() => put(shape.id, shape.points.with(index, point.with(axis, share))));
      });
      return input;
    });
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "button button--quiet button--icon";
    remove.setAttribute("aria-label", `${words.wordsRemove} ${index + 1}`);
    remove.append($("[data-cross]").content.cloneNode(true));
    remove.addEventListener("click", () => board.removeCorner(index));
    item.append(label, ...inputs, remove);
    return item;
  }));
}

function parts() {
  const now = zone();
  for (const button of form.querySelectorAll("[data-part]")) {
    const part = button.dataset.part;
    button.setAttribute("aria-pressed", String(part === "bin" ? model.value.part.startsWith("bin") : part === model.value.part));
    button.disabled = !now;
  }
  $("[data-hint]").textContent = !now ? words.hintNone
    : model.value.part === "line" ? words.hintLine
      : model.value.part.startsWith("bin") ? words.hintBin : words.hintArea;
  for (const name of ["clear", "drop", "add", "less"]) $(`[data-${name}]`).disabled = !now;
}

const showFields = fields($("[data-side]"), zone, changed);
let frameOf = null;

function show() {
  const now = zone();
  tabs();
  board.paint();
  numbers();
  parts();
  $("[data-fields]").hidden = !now;
  $("[data-nozone]").hidden = Boolean(now);
  if (now) showFields();
  frameOf?.refresh();
  if (frameOf) frameOf.verdict(now && now.polygon.length > 2 && crossing(now.polygon) ? words.wordsCrossed : "");
}

function problemOf(one) {
  if (!one.name.trim()) return words.wordsNameless;
  if (one.line?.draft) return words.wordsShort;
  if (!one.line && one.polygon.length < 3) return words.wordsFew;
  if (one.polygon.length && !one.line && crossing(one.polygon)) return words.wordsCrossed;
  if (one.rubbish.bins.some((bin) => bin.length < 3)) return words.wordsBins;
  return one.rubbish.bins.some((bin) => crossing(bin)) ? words.wordsCrossed : "";
}

frameOf = frame(form, {
  model,
  board,
  show,
  check() {
    const names = model.value.zones.map((one) => one.name.trim());
    const wrong = model.value.zones.findIndex(problemOf);
    if (wrong >= 0) {
      choose(wrong);
      return problemOf(model.value.zones[wrong]);
    }
    return new Set(names).size < names.length ? words.wordsNames : "";
  },
  body: () => ({ zones: JSON.stringify(model.value.zones.map((one) => ({ ...one, polygon: one.line ? [] : one.polygon }))) }),
});

// --- buttons -------------------------------------------------------------------------------------------------------------
$("[data-new]").addEventListener("click", newZone);
$("[data-clear]").addEventListener("click", () => changed(() => {
  const { part } = model.value;
  if (part.startsWith("bin")) {
    zone().rubbish.bins.splice(Number(part.slice(4)), 1);
    model.value.part = "area";
  } else if (part === "line") zone().line = null;
  else zone().polygon = [];
}));
$("[data-drop]").addEventListener("click", () => {
  changed(() => model.value.zones.splice(model.value.chosen, 1));
  choose(Math.max(0, Math.min(model.value.chosen, model.value.zones.length - 1)));
});
for (const button of form.querySelectorAll("[data-part]")) {
  button.addEventListener("click", () => {
    const { part } = button.dataset;
    if (part === "bin") {
      changed(() => {
        zone().rubbish.bins.push([]);
        model.value.part = `bin ${zone().rubbish.bins.length - 1}`;
      });
    } else if (part === "area" && zone().line) {
      changed(() => {
        zone().line = null;
        model.value.part = "area";
      });
    } else {
      model.value.part = part;
      show();
    }
  });
}
for (const button of form.querySelectorAll("[data-preset]")) {
  button.addEventListener("click", () => {
    if (!zone()) newZone();
    changed(() => {
      for (const [name, value] of Object.entries(copy(given.presets[Number(button.dataset.preset)]))) {
        zone()[name] = value && typeof value === "object" && !Array.isArray(value) ? { ...zone()[name], ...value } : value;
      }
    });
  });
}
const sight = $("[data-sight]");
if (sight) {
  sightButton(sight, board, words.tracks, given.classes, (on, count) => {
    $("[data-sight-words]").textContent = on ? words.wordsSeen.replace("%s", count) : "";
  });
}
if (model.value.zones[0]?.line) model.value.part = "line";
show();
form.dataset.ready = "";
