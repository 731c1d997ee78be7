// One more promise on the sheet, without a way to the server: the last row is copied with the next number.

const list = document.querySelector("[data-rows]");
const more = document.querySelector("[data-more]");
if (list && more) {
  const count = list.closest("form").elements.rows;
  const most = Number(list.dataset.rows);
  const show = () => {
    more.hidden = list.children.length >= most;
  };
  more.addEventListener("click", () => {
    const number = list.children.length;
    const row = list.lastElementChild.cloneNode(true);
    for (const part of row.querySelectorAll("[id], [name], [for], [aria-describedby], [aria-labelledby]")) {
      for (const name of ["id", "name", "for", "aria-describedby", "aria-labelledby"]) {
        const value = part.getAttribute(name);
        if (value) part.setAttribute(name, value.replace(/p\d+/, `p${number}`));
      }
    }
    row.setAttribute("aria-labelledby", `p${number}-head`);
    for (const box of row.querySelectorAll("input, textarea")) box.value = "";
    row.querySelector("[data-number]").textContent = String(number + 1);
    list.append(row);
    count.value = String(number + 1);
    row.querySelector("select").focus();
    show();
  });
  show();
}
