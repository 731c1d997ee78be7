// The print button, for those who have a script; the others print from the browser's menu.
const button = document.querySelector("[data-print]");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
