// The map without WebGL: the same data as plain SVG, with the same alarm markers above it.

import { alarmMarker, palette, partNames, placeLabel, updateAlarmMarker } from "./map_parts.js";

const SVG = "http://www.w3.org/2000/svg";

function node(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

export function create(element, data, { words, pickAlarm, pickCamera }) {
  const colors = palette(element);
  const [west, south, east, north] = data.bounds.flat();
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const unit = 100000; // about a metre, so that coordinates stay short
  const point = ([lon, lat]) => [(lon - west) * squeeze * unit, (north - lat) * unit];
  const line = (ring) => ring.map((position) => point(position).map((value) => value.toFixed(0)).join(" ")).join("L");
  const full = [0, 0, (east - west) * squeeze * unit, (north - south) * unit];

  const svg = node("svg", { class: "map-svg", role: "img", "aria-label": words.map, preserveAspectRatio: "xMidYMid meet" });
  const overlay = document.createElement("div");
  overlay.className = "map-overlay";
  element.replaceChildren(svg, overlay);

  const outlines = (collection, attributes) => {
    for (const feature of collection?.features ?? []) {
      const rings = feature.geometry.type === "MultiPolygon" ? feature.geometry.coordinates.flat() : feature.geometry.coordinates;
      svg.append(node("path", { d: rings.map((ring) => `M${line(ring)}Z`).join(""), "vector-effect": "non-scaling-stroke", ...attributes(feature.properties) }));
    }
  };
  outlines(data.areas, (area) => ({ fill: area.tint % 2 ? colors.areaAlt : colors.area, stroke: colors.areaLine, "stroke-width": 1.5 }));
  outlines(data.grids, () => ({ fill: "none", stroke: colors.gridLine, "stroke-width": 0.7 }));
  for (const { geometry, properties } of data.water?.features ?? []) {
    svg.append(node("path", { d: `M${line(geometry.coordinates)}`, fill: "none", stroke: colors.water, "stroke-linejoin": "round", "stroke-width": 60 * properties.weight }));
  }
  const cameras = node("g", {});
  svg.append(cameras);

  let view = full;
  const pins = new Map();
  for (const place of data.places ?? []) {
    const label = placeLabel(place);
    overlay.append(label);
    pins.set(`place:${place.name}`, { node: label, lon: place.lon, lat: place.lat });
  }

  function layout() {
    const box = element.getBoundingClientRect();
    const scale = Math.min(box.width / view[2], box.height / view[3]);
    const shiftX = (box.width - view[2] * scale) / 2;
    const shiftY = (box.height - view[3] * scale) / 2;
    svg.setAttribute("viewBox", view.join(" "));
    for (const dot of cameras.children) dot.setAttribute("r", (dot.dataset.ai ? 5 : 2.5) / scale);
    for (const pin of pins.values()) {
      const [x, y] = point([pin.lon, pin.lat]);
      pin.node.style.left = `${shiftX + (x - view[0]) * scale}px`;
      pin.node.style.top = `${shiftY + (y - view[1]) * scale}px`;
    }
    partNames([...pins.values()].map((pin) => pin.node).filter((one) => one.matches(".map-alarm")));
  }
  new ResizeObserver(layout).observe(element);

  function show(lon, lat, span, padding) {
    const box = element.getBoundingClientRect();
    const [x, y] = point([lon, lat]);
    const scale = span / Math.max(1, Math.min(box.width, box.height));
    const left = padding?.left ?? 0;
    const right = padding?.right ?? 0;
    const top = padding?.top ?? 0;
    const bottom = padding?.bottom ?? 0;
    view = [x - (box.width + left - right) * 0.5 * scale, y - (box.height + top - bottom) * 0.5 * scale, box.width * scale, box.height * scale];
    layout();
  }

  const drawn = {
    kind: "svg",
    setCameras(collection) {
      cameras.replaceChildren(
        ...collection.features.map(({ geometry, properties }) => {
          const [cx, cy] = point(geometry.coordinates);
          const color = colors[properties.look] ?? colors.quiet;
          const hollow = properties.look === "trouble";
          const dot = node("circle", { cx, cy, "data-ai": properties.ai ? "1" : "", fill: hollow ? "none" : color, stroke: color, "stroke-width": hollow ? 2 : 0, "vector-effect": "non-scaling-stroke", class: "map-camera" });
          const title = node("title", {});
          title.textContent = properties.name;
          dot.append(title);
          dot.addEventListener("click", (event) => {
            event.stopPropagation();
            const box = element.getBoundingClientRect();
            pickCamera({ ...properties, x: event.clientX - box.left, y: event.clientY - box.top });
          });
          return dot;
        }),
      );
      layout();
    },
    setAlarms(features) {
      const seen = new Set();
      for (const { properties, geometry } of features) {
        const key = `alarm:${properties.id}`;
        seen.add(key);
        let pin = pins.get(key);
        if (!pin) {
          pin = { node: alarmMarker(properties, words, pickAlarm) };
          overlay.append(pin.node);
          pins.set(key, pin);
        }
        [pin.lon, pin.lat] = geometry.coordinates;
        updateAlarmMarker(pin.node, properties, words);
      }
      for (const [key, pin] of pins) {
        if (key.startsWith("alarm:") && !seen.has(key)) {
          pin.node.remove();
          pins.delete(key);
        }
      }
      layout();
    },
    focus(lon, lat, padding) {
      show(lon, lat, 3200, padding);
    },
    home() {
      view = full;
      layout();
    },
  };
  svg.addEventListener("click", () => pickCamera(null));
  drawn.setCameras(data.cameras);
  return drawn;
}
