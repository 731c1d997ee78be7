// Before and after in one frame: the slider, or a finger on the picture, moves the edge between them.

for (const box of document.querySelectorAll("[data-compare]")) {
  const bar = box.parentElement.querySelector("[data-compare-bar]");
  if (bar) together(box, bar);
}

function together(box, bar) {
  const range = bar.querySelector("[data-compare-range]");
  const { wordsBefore, wordsAfter } = box.dataset;
  const show = () => {
    box.style.setProperty("--at", `${range.value}%`);
    range.setAttribute("aria-valuetext", `${wordsBefore} ${range.value}% · ${wordsAfter} ${100 - range.value}%`);
  };
  const move = (event) => {
    const { left, width } = box.getBoundingClientRect();
    range.value = String(Math.round(Math.min(1, Math.max(0, (event.clientX - left) / width)) * 100));
    show();
  };
  box.classList.add("compare--over");
  bar.hidden = false;
  range.addEventListener("input", show);
  box.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // the browser would drag the picture away
    box.setPointerCapture(event.pointerId);
    move(event);
  });
  box.addEventListener("pointermove", (event) => {
    if (box.hasPointerCapture(event.pointerId)) move(event);
  });
  show();
}
