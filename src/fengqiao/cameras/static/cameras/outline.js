// Geometry of outlines in picture fractions; the same rule as the server's.

/** True when two sides that are not neighbours touch, or the outline has no area. */
export function crossing(polygon) {
  const count = polygon.length;
  let area = 0;
  for (let i = 0; i < count; i += 1) {
    const [a, b] = [polygon[i], polygon[(i + 1) % count]];
    area += a[0] * b[1] - b[0] * a[1];
  }
  if (Math.abs(area) < 1e-9) return true;
  const side = (a, b, c) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
  for (let i = 0; i < count; i += 1) {
    const [a, b] = [polygon[i], polygon[(i + 1) % count]];
    for (let j = i + 2; j < count; j += 1) {
      if (i === 0 && j === count - 1) continue;
      const [c, d] = [polygon[j], polygon[(j + 1) % count]];
      if (side(a, b, c) * side(a, b, d) <= 0 && side(c, d, a) * side(c, d, b) <= 0) return true;
    }
  }
  return false;
}

/** The side of an outline that passes nearest: how far (aspect-corrected), and where a corner on it would come. */
function nearest(polygon, [x, y], aspect) {
  let best = { distance: Infinity, slot: polygon.length };
  polygon.forEach((a, i) => {
    const b = polygon[(i + 1) % polygon.length];
    const [dx, dy] = [(b[0] - a[0]) * aspect, b[1] - a[1]];
    const [px, py] = [(x - a[0]) * aspect, y - a[1]];
    const along = Math.max(0, Math.min(1, (px * dx + py * dy) / (dx * dx + dy * dy || 1)));
    const distance = Math.hypot(px - along * dx, py - along * dy);
    if (distance < best.distance) best = { distance, slot: i + 1 };
  });
  return best;
}

/** Where a new corner goes: on the side that passes within `reach` of it (aspect-corrected), else at the end. */
export function slotFor(polygon, point, reach, aspect) {
  const side = nearest(polygon, point, aspect);
  return polygon.length >= 3 && side.distance < reach ? side.slot : polygon.length;
}

/** Whether a closed outline's side passes within `reach` of the point. */
export const onSide = (polygon, point, reach, aspect) => polygon.length >= 3 && nearest(polygon, point, aspect).distance < reach;

export const clamp = (value) => Math.min(1, Math.max(0, Math.round(value * 10000) / 10000));

/** Pulls a point onto the picture's edge, or onto one of `corners`, when it is within `reach` (aspect-corrected). */
export function snapped([x, y], corners, reach, aspect) {
  let best = { distance: reach, point: null };
  for (const [cx, cy] of corners) {
    const distance = Math.hypot((x - cx) * aspect, y - cy);
    if (distance < best.distance) best = { distance, point: [cx, cy] };
  }
  if (best.point) return best.point;
  const edge = (value, near) => (value < near ? 0 : value > 1 - near ? 1 : value);
  return [edge(x, reach / aspect), edge(y, reach)];
}

/** Whether a point lies inside an outline. */
export function inside(polygon, [x, y]) {
  let within = false;
  polygon.forEach((a, i) => {
    const b = polygon[(i + 1) % polygon.length];
    if (a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) within = !within;
  });
  return within;
}

/** `points` moved by (dx, dy), held inside the picture as a whole. */
export function shifted(points, dx, dy) {
  const hold = (move, values) => Math.max(-Math.min(...values), Math.min(1 - Math.max(...values), move));
  const mx = hold(dx, points.map(([x]) => x));
  const my = hold(dy, points.map(([, y]) => y));
  return points.map(([x, y]) => [clamp(x + mx), clamp(y + my)]);
}

/** Where the arrow of a line a-b points that is crossed from its left to its right: a unit step on the screen. */
export function forwardOf([ax, ay], [bx, by], aspect) {
  const [dx, dy] = [(bx - ax) * aspect, by - ay];
  const length = Math.hypot(dx, dy) || 1;
  return [-dy / length, dx / length];
}
