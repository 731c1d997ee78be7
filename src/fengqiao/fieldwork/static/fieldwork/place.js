// Where the telephone is, and what lies there: the grid around a point, the nearest named place.

const METRE = 111_320;

/** The distance of two positions in metres; good enough for a village. */
export function metres(one, other) {
  const east = (one.lon - other.lon) * METRE * Math.cos((one.lat * Math.PI) / 180);
  return Math.hypot(east, (one.lat - other.lat) * METRE);
}

export function inside({ lon, lat }, points) {
  let within = false;
  for (let here = 0, before = points.length - 1; here < points.length; before = here, here += 1) {
    const [x1, y1] = points[here];
    const [x2, y2] = points[before];
    if (y1 > lat !== y2 > lat && lon < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) within = !within;
  }
  return within;
}

export const gridAt = (point, grids) => grids.find(({ points }) => inside(point, points)) ?? null;

export function nearest(point, places, within = 80) {
  let best = null;
  for (const place of places) {
    const away = metres(point, place);
    if (away <= within && (!best || away < best.away)) best = { ...place, away };
  }
  return best;
}

/** One position, as exact as some seconds allow; null where there is none. */
export function locate() {
  if (!navigator.geolocation) return Promise.resolve(null);
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy }),
      () => resolve(null),
      { enableHighAccuracy: true, timeout: 12_000, maximumAge: 20_000 },
    );
  });
}
