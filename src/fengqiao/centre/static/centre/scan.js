// A code held before the camera, where the browser can read codes: it is put into the form's field and sent.
import { toast } from "../ui/http.js";

const PAUSE_MS = 200;
const TRIES = 150;

async function scan(form, film, reader) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  try {
    film.srcObject = stream;
    film.hidden = false;
    await film.play();
    for (let tries = 0; tries < TRIES && !film.hidden; tries += 1) {
      const [code] = await reader.detect(film);
      if (code) {
        form.querySelector("[data-scan-into]").value = code.rawValue;
        form.requestSubmit();
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  } finally {
    for (const track of stream.getTracks()) track.stop();
    film.hidden = true;
  }
}

for (const form of "BarcodeDetector" in window && navigator.mediaDevices ? document.querySelectorAll("form[data-scan]") : []) {
  const start = form.querySelector("[data-scan-start]");
  const film = form.querySelector("[data-scan-film]");
  start.hidden = false;
  start.addEventListener("click", async () => {
    if (!film.hidden) {
      film.hidden = true;
      return;
    }
    try {
      await scan(form, film, new window.BarcodeDetector({ formats: form.dataset.scan.split(" ") }));
    } catch {
      toast(form.dataset.wordsNoCamera, "danger");
    }
  });
}
