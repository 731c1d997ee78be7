// A plate's position: the pin writes into the form.

import { pinOn } from "./pin.js";

const form = document.querySelector("[data-position]");
if (form) {
  pinOn(form.querySelector("[data-map]"), (lon, lat) => {
    form.elements.lon.value = lon.toFixed(6);
    form.elements.lat.value = lat.toFixed(6);
  });
}
