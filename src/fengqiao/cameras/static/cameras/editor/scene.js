// The picture itself: places to look away from, and how tall a grown person is near and far.

import { clamp, crossing } from "../outline.js";
import { Board } from "./board.js";
import { frame } from "./frame.js";
import { Model } from "./model.js";
import { sightButton } from "./sight.js";

const form = document.getElementById("scene-form");
const words = form.dataset;
const given = JSON.parse(document.getElementById("editor").textContent);
const $ = (selector) => form.querySelector(selector);
const ACROSS = [0.35, 0.65]; // where a ruler that is on file stands; only its height matters

const model = new Model({
  masks: given.masks,
  rulers: given.adult.map(([foot, height], index) => [[ACROSS[index], foot], [ACROSS[index], clamp(foot - height)]]),
  active: given.masks.length ? "mask 0" : "",
});

const shapes = () => [
  ...model.value.masks.map((points, index) => ({ id: `mask ${index}`, kind: "area", tone: "mask", points, most: 200, label: `${words.wordsMask} ${index + 1}`, active: model.value.active === `mask ${index}` })),
  ...model.value.rulers.map((points, index) => ({ id: `ruler ${index}`, kind: "ruler", points, most: 2, label: `${words.wordsRuler} ${index + 1}`, active: model.value.active === `ruler ${index}` })),
];

function put(id, points, corner) {
  const [what, index] = id.split(" ");
  if (what === "mask") {
    model.value.masks[Number(index)] = points;
    return;
  }
  // A ruler stands upright: its other end follows across.
  const lead = points[corner ?? 0] ?? points[0];
  model.value.rulers[Number(index)] = points.map(([, y]) => [lead[0], y]);
}

const board = new Board($("[data-board]"), words, {
  shapes,
  backdrop: () => given.others,
  change(id, points, gesture, corner) {
    model.remember(gesture ? `${id} ${gesture}` : null);
    put(id, points, corner);
    show();
  },
  settle: () => model.settle(),
  choose(id) {
    model.value.active = id;
    show();
  },
  begin() {
    add("mask");
    return shapes().find((shape) => shape.active);
  },
});

function changed(work) {
  model.remember();
  work();
  show();
}

function add(what) {
  changed(() => {
    if (what === "mask") {
      model.value.masks.push([]);
      model.value.active = `mask ${model.value.masks.length - 1}`;
    } else {
      const near = model.value.rulers.length === 0;
      const [x, foot, height] = near ? [0.35, 0.9, 0.35] : [0.65, 0.55, 0.15];
      model.value.rulers.push([[x, foot], [x, clamp(foot - height)]]);
      model.value.active = `ruler ${model.value.rulers.length - 1}`;
    }
  });
}

let frameOf = null;
function show() {
  board.paint();
  const list = shapes();
  $("[data-tabs]").replaceChildren(...list.map((shape) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = shape.label;
    button.setAttribute("aria-pressed", String(shape.active));
    button.addEventListener("click", () => {
      model.value.active = shape.id;
      show();
    });
    return button;
  }));
  const active = list.find((shape) => shape.active);
  $("[data-hint]").textContent = !active ? words.hintNone : active.kind === "ruler" ? words.hintRuler : words.hintMask;
  $("[data-new-ruler]").disabled = model.value.rulers.length >= 2;
  $("[data-new-mask]").disabled = model.value.masks.length >= 12;
  for (const name of ["drop", "add", "less"]) $(`[data-${name}]`).disabled = !active || (name !== "drop" && active.kind === "ruler");
  $("[data-rulers]").replaceChildren(...model.value.rulers.map(([foot, head], index) => {
    const line = document.createElement("li");
    line.textContent = `${words.wordsRuler} ${index + 1}: ${(Math.abs(foot[1] - head[1]) * 100).toFixed(0)} %`;
    return line;
  }));
  frameOf?.refresh();
}

const heights = () => model.value.rulers.map(([one, other]) => {
  const [head, foot] = [one[1], other[1]].sort((a, b) => a - b);
  return [foot, clamp(foot - head)];
});

frameOf = frame(form, {
  model,
  board,
  show,
  check() {
    if (model.value.masks.some((mask) => mask.length < 3)) return words.wordsFew;
    if (model.value.masks.some((mask) => crossing(mask))) return words.wordsCrossed;
    return "";
  },
  body: () => ({ masks: JSON.stringify(model.value.masks), adult: JSON.stringify(heights()) }),
});

$("[data-new-mask]").addEventListener("click", () => add("mask"));
$("[data-new-ruler]").addEventListener("click", () => add("ruler"));
$("[data-clock]").addEventListener("click", () => changed(() => {
  const [x1, y1, x2, y2] = [0.01, 0.01, 0.45, 0.09];
  model.value.masks.push([[x1, y1], [x2, y1], [x2, y2], [x1, y2]]);
  model.value.active = `mask ${model.value.masks.length - 1}`;
}));
$("[data-drop]").addEventListener("click", () => changed(() => {
  const [what, index] = model.value.active.split(" ");
  model.value[what === "mask" ? "masks" : "rulers"].splice(Number(index), 1);
  model.value.active = shapes()[0]?.id ?? "";
}));
const sight = $("[data-sight]");
if (sight) {
  sightButton(sight, board, words.tracks, given.classes, (on, count) => {
    $("[data-sight-words]").textContent = on ? words.wordsSeen.replace("%s", count) : "";
  });
}
show();
form.dataset.ready = "";
