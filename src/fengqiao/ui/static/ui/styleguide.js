import { toast } from "./http.js";

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-toast]");
  if (button) toast(button.dataset.toast, button.dataset.tone);
});
