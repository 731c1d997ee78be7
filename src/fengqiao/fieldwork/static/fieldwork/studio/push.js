// Choosing workers: letters narrow the list down, and the number of those chosen stands above it.

const form = document.querySelector("[data-push]");
if (form) {
  const rows = [...form.querySelectorAll("tr[data-words]")];
  const picked = form.querySelector("[data-picked]");
  const box = form.querySelector("[data-find]");
  const field = box?.querySelector("input");
  for (const part of form.querySelectorAll("[data-find], [data-all], [data-none]")) part.hidden = false;

  const count = () => {
    const number = form.querySelectorAll('[name="worker"]:checked, [name="grid"]:checked').length;
    picked.textContent = number ? `${number} ${picked.dataset.words}` : "";
  };
  const fits = (row, wanted) =>
    row.dataset.words.toLowerCase().split(/\s+/).some((part) => part.startsWith(wanted) || (wanted.length > 1 && part.includes(wanted)));
  field?.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    for (const row of rows) row.hidden = Boolean(wanted) && !fits(row, wanted);
  });
  field?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // it chooses the first one shown; it does not push
    const first = rows.find((row) => !row.hidden);
    if (first && field.value) first.querySelector("input").click();
  });
  const set = (value) => {
    for (const row of rows) if (!row.hidden) row.querySelector("input").checked = value;
    count();
  };
  form.querySelector("[data-all]")?.addEventListener("click", () => set(true));
  form.querySelector("[data-none]")?.addEventListener("click", () => set(false));
  form.addEventListener("change", count);
  count();
}
