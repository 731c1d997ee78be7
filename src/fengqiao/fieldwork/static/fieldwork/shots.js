// Photos that were taken, shown small in a row, each with a button that takes it out again.

const shown = new WeakMap(); // a row: the addresses of its photos

/** Shows `photos` ({ blob, alt, out() }) before the row's label, in place of those it showed. `words`: of the buttons. */
export function shots(row, photos, words) {
  for (const url of shown.get(row) ?? []) URL.revokeObjectURL(url);
  for (const old of row.querySelectorAll(".shot:has(img)")) old.remove();
  const urls = [];
  for (const { blob, alt = "", out } of photos) {
    const box = document.createElement("span");
    box.className = "shot";
    const image = Object.assign(document.createElement("img"), { alt, src: URL.createObjectURL(blob) });
    urls.push(image.src);
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
    button.setAttribute("aria-label", words);
    button.addEventListener("click", out);
    box.append(image, button);
    row.insertBefore(box, row.querySelector("label"));
  }
  shown.set(row, urls);
}
