// What both ways of drawing the map share: colours, labels and the marker of an alarm.

/** The colours of the map come from the page's tokens, so the two never drift apart. */
export function palette(element) {
  const style = getComputedStyle(element);
  const read = (name) => style.getPropertyValue(name).trim();
  return {
    ground: read("--map-ground"),
    area: read("--map-area"),
    areaAlt: read("--map-area-alt"),
    areaLine: read("--map-area-line"),
    gridLine: read("--map-grid-line"),
    water: read("--map-water"),
    live: read("--map-live"),
    quiet: read("--map-quiet"),
    trouble: read("--map-trouble"),
    danger: read("--map-danger"),
  };
}

export const reducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** The button that marks a live alarm: a ring, the number of people's sightings, the name of the place. */
export function alarmMarker(properties, words, pick) {
  const marker = document.createElement("button");
  marker.type = "button";
  marker.className = "map-alarm";
  marker.addEventListener("click", (event) => {
    event.stopPropagation();
    pick(properties.id);
  });
  updateAlarmMarker(marker, properties, words);
  return marker;
}

export function updateAlarmMarker(marker, properties, words) {
  marker.dataset.alarm = properties.id;
  marker.dataset.state = properties.state;
  marker.dataset.severity = properties.severity;
  const name = document.createElement("span");
  name.className = "map-alarm-name";
  name.textContent = properties.count > 1 ? `${properties.name} ×${properties.count}` : properties.name;
  const ring = document.createElement("span");
  ring.className = "map-alarm-ring";
  ring.setAttribute("aria-hidden", "true");
  ring.textContent = properties.mark;
  marker.setAttribute("aria-label", `${words.alarm} ${name.textContent} ${properties.state_words}`);
  marker.replaceChildren(ring, name);
}

/** Names of alarms that are close together would lie upon each other: whose name does goes above its ring. */
export function partNames(markers) {
  for (const marker of markers) delete marker.dataset.name;
  const taken = [];
  for (const marker of markers) {
    const name = marker.querySelector(".map-alarm-name");
    const own = name.getBoundingClientRect();
    if (taken.some((one) => own.left < one.right && one.left < own.right && own.top < one.bottom && one.top < own.bottom)) {
      marker.dataset.name = "above";
    }
    taken.push(name.getBoundingClientRect());
  }
}

export function placeLabel(properties) {
  const label = document.createElement("span");
  label.className = "map-place";
  label.textContent = properties.name;
  return label;
}
