// My grid, drawn from our own outlines: the village, its grids, places with a sign, tasks, and where I stand. Tapping it
// sets the pin of a report.

import { locate } from "./place.js";

const SVG = "http://www.w3.org/2000/svg";
const SIZE = 1000;
let drawn = null; // how positions become points of the drawing
let pin = null;
let setting = false;

function make(name, values, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(values)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export async function show(section, app, more) {
  const { find } = app;
  setting = Boolean(more && "setting" in more);
  pin = more?.setting ?? null;
  find("pin-done", section).hidden = !setting;
  find("hint", section).textContent = "";
  draw(section, app);
  if (!section.dataset.ready) {
    section.dataset.ready = "1";
    find("here", section).addEventListener("click", async () => {
      const here = await locate();
      if (here) mark(section, here);
      if (here && setting) pin = { lon: here.lon, lat: here.lat };
    });
    find("pin-done", section).querySelector("button").addEventListener("click", () => app.go("report", pin ? { pin } : undefined));
  }
  if (pin) mark(section, pin);
  else if (!setting) locate().then((here) => here && !section.hidden && mark(section, here));
}

function draw(section, { bundle, find }) {
  const box = find("map", section);
  const rings = [...bundle.villages, ...bundle.grids].map(({ points }) => points);
  if (!rings.length) {
    find("hint", section).textContent = section.dataset.wordsNone;
    box.replaceChildren();
    return;
  }
  const own = bundle.grids.filter(({ id }) => bundle.mine.includes(id)).map(({ points }) => points);
  const shown = (own.length ? own : rings).flat();
  const [west, east] = [Math.min(...shown.map(([lon]) => lon)), Math.max(...shown.map(([lon]) => lon))];
  const [south, north] = [Math.min(...shown.map(([, lat]) => lat)), Math.max(...shown.map(([, lat]) => lat))];
  const flat = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = SIZE / Math.max((east - west) * flat, north - south, 1e-5);
  drawn = { west, north, flat, scale };
  const [width, height] = [(east - west) * flat * scale, (north - south) * scale];
  const way = (points) => points.map((point) => at(point).join(",")).join(" ");
  const svg = make("svg", { viewBox: `-60 -60 ${width + 120} ${height + 120}`, role: "img", "aria-label": section.querySelector("h1").textContent });
  for (const { points } of bundle.villages) svg.append(make("polygon", { class: "village", points: way(points) }));
  for (const grid of bundle.grids) {
    const mine = bundle.mine.includes(grid.id);
    svg.append(make("polygon", { class: mine ? "grid grid--mine" : "grid", points: way(grid.points) }));
    const middle = at([mean(grid.points, 0), mean(grid.points, 1)]);
    svg.append(make("text", { x: middle[0], y: middle[1] }, grid.name));
  }
  for (const place of bundle.places) svg.append(dot("place-dot", place, 11));
  for (const task of bundle.tasks.filter(({ lon }) => lon !== null)) {
    const [x, y] = at([task.lon, task.lat]);
    svg.append(make("rect", { class: "task-dot", x: x - 11, y: y - 11, width: 22, height: 22, transform: `rotate(45 ${x} ${y})` }, make("title", {}, task.title)));
  }
  svg.addEventListener("click", (event) => {
    if (!setting) return;
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    pin = { lon: drawn.west + point.x / (flat * scale), lat: drawn.north - point.y / scale };
    mark(section, pin);
  });
  box.replaceChildren(svg);
  // Names are as large as small letters elsewhere, however small the map is drawn.
  const letters = parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.75;
  svg.setAttribute("font-size", letters / (svg.getScreenCTM()?.a ?? 0.35));
}

const mean = (points, nth) => points.reduce((sum, point) => sum + point[nth], 0) / points.length;
const at = ([lon, lat]) => [(lon - drawn.west) * drawn.flat * drawn.scale, (drawn.north - lat) * drawn.scale].map((one) => Math.round(one * 10) / 10);
function dot(kind, { lon, lat, name }, r) {
  const [cx, cy] = at([lon, lat]);
  return make("circle", { class: kind, cx, cy, r, "stroke-width": 5 }, ...(name ? [make("title", {}, name)] : []));
}

function mark(section, point) {
  const svg = section.querySelector("svg");
  if (!svg || !drawn) return;
  svg.querySelector(".me-dot")?.remove();
  svg.append(dot("me-dot", point, 18));
}
