// The demonstration only: a tap on an invented person fills the form and sends it.
const form = document.querySelector("form.signin");
document.addEventListener("click", (event) => {
  const person = event.target.closest("[data-account]");
  if (!person) return;
  form.elements.login.value = person.dataset.account;
  form.elements.password.value = person.dataset.password;
  form.requestSubmit();
});
