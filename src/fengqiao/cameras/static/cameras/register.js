import { locate } from "./position.js";

const button = document.querySelector("[data-here]");
const problem = document.querySelector("[data-here-problem]");
button.hidden = false;
button.addEventListener("click", async () => {
  button.setAttribute("aria-busy", "true");
  problem.hidden = true;
  try {
    const { lon, lat } = await locate();
    button.form.elements.lon.value = lon.toFixed(6);
    button.form.elements.lat.value = lat.toFixed(6);
  } catch {
    problem.textContent = problem.dataset.words;
    problem.hidden = false;
  }
  button.removeAttribute("aria-busy");
});
