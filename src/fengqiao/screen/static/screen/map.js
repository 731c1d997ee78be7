// The map of the command screen. One interface, two ways of drawing: MapLibre where the machine has WebGL, plain SVG
// where it has not. Both draw only our own data; nothing is fetched from outside.

/** True when this machine can draw with WebGL 2 (MapLibre needs it). */
function hasWebgl() {
  try {
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("webgl2");
    context?.getExtension("WEBGL_lose_context")?.loseContext();
    return Boolean(context);
  } catch {
    return false;
  }
}

/**
 * Draw the map into `element`.
 *
 * `data` is /screen/map.json; `hooks` are `{words, pickAlarm(id), pickCamera(properties)}`. The promise gives an
 * object with `setAlarms(features)`, `setCameras(features)`, `focus(lon, lat, padding)`, `home(padding)` and
 * `kind` ("gl" or "svg"). `padding` is `{top, right, bottom, left}` in pixels that other panels cover.
 */
export async function createMap(element, data, hooks) {
  const wish = new URLSearchParams(location.search).get("map");
  if (wish !== "svg" && hasWebgl()) {
    try {
      const { create } = await import("./map_gl.js");
      return await create(element, data, hooks);
    } catch (error) {
      console.info("The map is drawn without WebGL:", error);
      element.replaceChildren();
    }
  }
  const { create } = await import("./map_svg.js");
  return create(element, data, hooks);
}
