// How large the letters are. The choice stands in the cookie that the other pages read too, so it needs no network; the
// page that waits on the telephone may be older than the choice.

const COOKIE = "fengqiao_elder";
const YEAR_S = 365 * 24 * 3600;
const buttons = document.querySelectorAll("[data-letters]");

function show(size) {
  if (size) document.documentElement.dataset.elder = size;
  else delete document.documentElement.dataset.elder;
  for (const button of buttons) button.setAttribute("aria-pressed", button.dataset.letters === size);
}

function keep(size) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${COOKIE}=${size}; path=/; max-age=${size ? YEAR_S : 0}; samesite=lax${secure}`;
}

/** Shows the letters that were chosen on this telephone; with each start the choice lasts another year. */
export function letters() {
  const chosen = document.cookie.split("; ").find((one) => one.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) ?? "";
  if (chosen) keep(chosen);
  show(chosen);
  for (const button of buttons) {
    button.addEventListener("click", () => {
      keep(button.dataset.letters);
      show(button.dataset.letters);
    });
  }
}
