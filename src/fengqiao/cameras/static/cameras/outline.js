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

/** Where a new corner goes: on the side that passes within `reach` of it (aspect-corrected), else at the end. */
export function slotFor(polygon, [x, y], reach, aspect) {
  if (polygon.length < 3) return polygon.length;
  let best = { distance: reach, slot: polygon.length };
  polygon.forEach((a, i) => {
    const b = polygon[(i + 1) % polygon.length];
    const [dx, dy] = [(b[0] - a[0]) * aspect, b[1] - a[1]];
    const [px, py] = [(x - a[0]) * aspect, y - a[1]];
    const along = Math.max(0, Math.min(1, (px * dx + py * dy) / (dx * dx + dy * dy || 1)));
    const distance = Math.hypot(px - along * dx, py - along * dy);
    if (distance < best.distance) best = { distance, slot: i + 1 };
  });
  return best.slot;
}

export const clamp = (value) => Math.min(1, Math.max(0, Math.round(value * 10000) / 10000));
