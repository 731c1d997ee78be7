// The pin on the little map: dragged, set by a tap, or moved with the arrow keys. One unit of the map is a metre or a few.

const STEP = 5;

/** Makes the map in `box` movable; `move(lon, lat)` is told where the pin stands (WGS84). Starts at lon, lat if given. */
export function pinOn(box, move, start) {
  const map = box.querySelector("svg");
  const pin = map?.querySelector("[data-pin]");
  if (!pin) return;
  const { width, height } = map.viewBox.baseVal;
  const [lon, lat, east, north] = ["lon", "lat", "east", "north"].map((name) => Number(map.dataset[name]));
  let x = width / 2;
  let y = height / 2;
  const place = (toX, toY) => {
    x = Math.min(width - 4, Math.max(4, toX));
    y = Math.min(height - 4, Math.max(4, toY));
    pin.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
  };
  const tell = () => move(lon + (x - width / 2) * east, lat - (y - height / 2) * north);
  const at = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
    return [point.x, point.y];
  };
  let grip = null;
  pin.addEventListener("pointerdown", (event) => {
    const [px, py] = at(event);
    grip = [x - px, y - py];
    pin.setPointerCapture(event.pointerId);
    event.preventDefault();
    pin.focus();
  });
  pin.addEventListener("pointermove", (event) => {
    if (!grip) return;
    const [px, py] = at(event);
    place(px + grip[0], py + grip[1]);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    pin.addEventListener(end, () => {
      if (grip) tell();
      grip = null;
    });
  }
  map.addEventListener("click", (event) => {
    if (pin.contains(event.target)) return;
    place(...at(event));
    tell();
  });
  pin.addEventListener("keydown", (event) => {
    const ways = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    place(x + way[0], y + way[1]);
    tell();
  });
  if (start && Number.isFinite(start.lon) && Number.isFinite(start.lat)) {
    place(width / 2 + (start.lon - lon) / east, height / 2 - (start.lat - lat) / north);
  }
}

/** Fetches the map at `address` into `box` and makes it movable. False when there is none for this place. */
export async function drawPin(box, address, move) {
  const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } });
  if (answer.status !== 200) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  box.replaceChildren(document.importNode(page.querySelector("svg"), true));
  pinOn(box, move);
  return true;
}
