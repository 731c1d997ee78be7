// Before and now on top of each other; a slider moves the edge between them. Without a script they stand side by side.

for (const figure of document.querySelectorAll("[data-compare]")) {
  const slider = figure.querySelector(".compare__slider");
  const input = slider.querySelector("input");
  const stage = figure.querySelector(".compare__stage");
  const show = () => stage.style.setProperty("--edge", `${input.value}%`);
  figure.classList.add("compare--over");
  slider.hidden = false;
  input.addEventListener("input", show);
  let held = false;
  const follow = (event) => {
    const box = stage.getBoundingClientRect();
    input.value = Math.round(((event.clientX - box.left) / box.width) * 100);
    show();
  };
  stage.addEventListener("pointerdown", (event) => {
    held = true;
    stage.setPointerCapture(event.pointerId);
    follow(event);
  });
  stage.addEventListener("pointermove", (event) => held && follow(event));
  for (const end of ["pointerup", "pointercancel"]) stage.addEventListener(end, () => (held = false));
  show();
}
