// The map with MapLibre GL. Labels are HTML, so no glyph server is needed; icons are painted here, so no sprite is.

import { Map as GlMap, Marker, setWorkerUrl } from "../vendor/maplibre/maplibre-gl.mjs";
import { alarmMarker, palette, partNames, placeLabel, reducedMotion, updateAlarmMarker } from "./map_parts.js";

setWorkerUrl(new URL("../vendor/maplibre/maplibre-gl-worker.mjs", import.meta.url).href);

const MOVE_MS = 180;
const EMPTY = { type: "FeatureCollection", features: [] };

/** A small cone of view, pointing north; `hollow` for a camera that shows nothing now. */
function paintCone(color, { hollow = false } = {}) {
  const size = 56;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const middle = size / 2;
  pen.strokeStyle = pen.fillStyle = color;
  pen.beginPath();
  pen.moveTo(middle, middle);
  pen.arc(middle, middle, 24, -Math.PI / 2 - 0.5, -Math.PI / 2 + 0.5);
  pen.closePath();
  if (hollow) {
    pen.lineWidth = 2.5;
    pen.setLineDash([5, 4]);
    pen.stroke();
  } else {
    pen.globalAlpha = 0.55;
    pen.fill();
  }
  pen.globalAlpha = 1;
  pen.setLineDash([]);
  pen.beginPath();
  pen.arc(middle, middle, 5.5, 0, Math.PI * 2);
  if (hollow) pen.stroke();
  else pen.fill();
  return { width: size, height: size, data: pen.getImageData(0, 0, size, size).data };
}

function style(data, colors) {
  const source = (features) => ({ type: "geojson", data: features ?? EMPTY });
  const byZoom = (...stops) => ["interpolate", ["linear"], ["zoom"], ...stops];
  return {
    version: 8,
    sources: {
      areas: source(data.areas),
      grids: source(data.grids),
      water: source(data.water),
      cameras: source(data.cameras),
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": colors.ground } },
      {
        id: "areas",
        type: "fill",
        source: "areas",
        paint: { "fill-color": ["case", ["==", ["%", ["get", "tint"], 2], 0], colors.area, colors.areaAlt] },
      },
      {
        id: "grids",
        type: "line",
        source: "grids",
        paint: { "line-color": colors.gridLine, "line-width": byZoom(11, 0.5, 15, 1.2) },
      },
      {
        id: "water",
        type: "line",
        source: "water",
        layout: { "line-join": "round" },
        paint: { "line-color": colors.water, "line-width": byZoom(11, ["*", 2, ["get", "weight"]], 16, ["*", 14, ["get", "weight"]]) },
      },
      {
        id: "area-lines",
        type: "line",
        source: "areas",
        layout: { "line-join": "round" },
        paint: { "line-color": colors.areaLine, "line-width": byZoom(11, 1, 15, 2) },
      },
      {
        id: "cameras-plain",
        type: "circle",
        source: "cameras",
        filter: ["!", ["get", "ai"]],
        paint: {
          "circle-radius": byZoom(11, 1.8, 15, 4),
          "circle-color": ["match", ["get", "look"], "trouble", colors.ground, colors.quiet],
          "circle-stroke-color": ["match", ["get", "look"], "trouble", colors.trouble, colors.quiet],
          "circle-stroke-width": ["match", ["get", "look"], "trouble", 1.5, 0],
          "circle-opacity": 0.8,
        },
      },
      {
        id: "cameras-ai",
        type: "symbol",
        source: "cameras",
        filter: ["get", "ai"],
        layout: {
          "icon-image": ["concat", "cone-", ["get", "look"]],
          "icon-rotate": ["get", "bearing"],
          "icon-rotation-alignment": "map",
          "icon-allow-overlap": true,
          "icon-ignore-placement": true,
          "icon-size": byZoom(11, 0.75, 13, 1, 16, 1.9),
        },
      },
    ],
  };
}

export async function create(element, data, { words, pickAlarm, pickCamera }) {
  const colors = palette(element);
  const map = new GlMap({
    container: element,
    style: style(data, colors),
    bounds: data.bounds,
    fitBoundsOptions: { padding: 28 },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    maxPitch: 0,
    maxZoom: 18,
    minZoom: 8,
    fadeDuration: 0,
    locale: { "Map.Title": words.map },
  });
  map.touchZoomRotate.disableRotation();
  map.on("error", (event) => console.info("map:", event.error?.message ?? event));
  await new Promise((resolve, reject) => {
    map.once("style.load", resolve);
    setTimeout(() => reject(new Error("the map did not start")), 15000);
  });
  map.addImage("cone-live", paintCone(colors.live), { pixelRatio: 2 });
  map.addImage("cone-quiet", paintCone(colors.quiet), { pixelRatio: 2 });
  map.addImage("cone-trouble", paintCone(colors.trouble, { hollow: true }), { pixelRatio: 2 });

  for (const place of data.places ?? []) {
    new Marker({ element: placeLabel(place), anchor: "center" }).setLngLat([place.lon, place.lat]).addTo(map);
  }

  const reach = 8;
  const cameraAt = (point) =>
    map.queryRenderedFeatures(
      [[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]],
      { layers: ["cameras-ai", "cameras-plain"] },
    )[0];
  map.on("mousemove", (event) => {
    map.getCanvas().style.cursor = cameraAt(event.point) ? "pointer" : "";
  });
  map.on("click", (event) => {
    const camera = cameraAt(event.point);
    pickCamera(camera ? { ...camera.properties, x: event.point.x, y: event.point.y } : null);
  });
  map.on("movestart", () => pickCamera(null));

  const markers = new Map();
  const duration = () => (reducedMotion() ? 0 : MOVE_MS);
  const part = () => partNames([...markers.values()].map((marker) => marker.getElement()));
  map.on("moveend", part);
  return {
    kind: "gl",
    setCameras(collection) {
      map.getSource("cameras").setData(collection);
    },
    setAlarms(features) {
      const seen = new Set();
      for (const { properties, geometry } of features) {
        seen.add(properties.id);
        const known = markers.get(properties.id);
        if (known) {
          updateAlarmMarker(known.getElement(), properties, words);
          known.setLngLat(geometry.coordinates);
        } else {
          const made = new Marker({ element: alarmMarker(properties, words, pickAlarm), anchor: "center" });
          markers.set(properties.id, made.setLngLat(geometry.coordinates).addTo(map));
        }
      }
      for (const [id, marker] of markers) {
        if (!seen.has(id)) {
          marker.remove();
          markers.delete(id);
        }
      }
      part();
    },
    focus(lon, lat, padding) {
      map.easeTo({ center: [lon, lat], zoom: 13.9, padding, duration: duration() });
    },
    home(padding) {
      map.fitBounds(data.bounds, { padding, duration: duration() });
    },
  };
}
