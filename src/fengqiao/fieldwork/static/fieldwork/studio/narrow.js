// Letters narrow long lists: rows of a table, and the choices of a field. Each option's words hold the pinyin.

const fits = (words, wanted) =>
  words.toLowerCase().split(/[\s·]+/).some((part) => part.startsWith(wanted) || (wanted.length > 1 && part.includes(wanted)));

const box = document.querySelector("[data-narrow]");
if (box) {
  box.hidden = false;
  const rows = [...document.querySelectorAll("tr[data-words]")];
  const field = box.querySelector("input");
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    for (const row of rows) row.hidden = Boolean(wanted) && !fits(row.dataset.words, wanted);
  });
}

for (const place of document.querySelectorAll("[data-find-list]")) {
  const select = place.querySelector("select");
  if (!select) continue;
  const all = [...select.options];
  const field = document.createElement("input");
  field.type = "search";
  field.className = "input";
  field.placeholder = place.dataset.words;
  field.autocomplete = "off";
  field.setAttribute("aria-label", `${place.querySelector("label")?.firstChild?.textContent ?? ""} · ${place.dataset.words}`);
  select.before(field);
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    const kept = all.filter((option) => !option.value || !wanted || fits(option.textContent, wanted));
    select.replaceChildren(...kept);
    const first = kept.find((option) => option.value);
    select.value = wanted && first ? first.value : "";
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault(); // it chooses; it does not send
      select.focus();
    }
  });
}
