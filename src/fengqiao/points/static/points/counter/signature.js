// A field to sign in with a finger, a pen or a mouse.

export function signatureField(canvas) {
  const pen = canvas.getContext("2d");
  let drawing = false;
  let strokes = 0;

  function fit() {
    const { width, height } = canvas.getBoundingClientRect();
    if (!width || (canvas.width === Math.round(width) && canvas.height === Math.round(height))) return;
    canvas.width = Math.round(width);
    canvas.height = Math.round(height);
    clear();
  }
  function clear() {
    strokes = 0;
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    Object.assign(pen, { lineWidth: 3, lineCap: "round", lineJoin: "round", strokeStyle: "#1d2733" });
    canvas.dispatchEvent(new Event("change"));
  }
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    drawing = true;
    pen.beginPath();
    pen.moveTo(...at(event));
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    pen.lineTo(...at(event));
    pen.stroke();
    strokes += 1;
  });
  for (const name of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(name, () => {
      drawing = false;
      canvas.dispatchEvent(new Event("change"));
    });
  }
  new ResizeObserver(fit).observe(canvas);
  fit();
  return { clear, signed: () => strokes > 3, picture: () => canvas.toDataURL("image/png") };
}
