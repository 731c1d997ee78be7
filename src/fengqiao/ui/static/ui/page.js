// What every page does: CSRF for htmx, refusals as toasts, network loss shown, no double sending, menus, dialogs, times.

import { csrfToken, refusalWords, toast } from "./http.js";
import { wipeOnSignOut } from "./keys.js";

const words = document.getElementById("toasts").dataset;

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = csrfToken();
});
document.addEventListener("htmx:responseError", (event) => {
  const { status, responseText, getResponseHeader } = event.detail.xhr;
  const type = getResponseHeader.call(event.detail.xhr, "content-type");
  toast(refusalWords(status, responseText, type), "danger");
});
document.addEventListener("htmx:sendError", () => toast(words.wordsOffline, "danger"));

wipeOnSignOut("/accounts/logout/");

// --- network ---------------------------------------------------------------------------------------------------
let bar = null;
function network() {
  if (navigator.onLine) {
    if (bar) {
      bar.remove();
      bar = null;
      toast(words.wordsOnline, "done");
    }
    return;
  }
  if (bar) return;
  bar = document.createElement("p");
  bar.className = "offline";
  bar.setAttribute("role", "status");
  bar.textContent = words.wordsOffline;
  document.body.prepend(bar);
}
addEventListener("online", network);
addEventListener("offline", network);
network();

// --- a form is sent once; the button says that it works ------------------------------------------------------------
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get" || form.matches("[hx-post], [data-many]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll('button[aria-busy="true"]')) button.removeAttribute("aria-busy");
});

// --- menus and dialogs -----------------------------------------------------------------------------------------------
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const opener = event.target.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
});

// --- filters that answer at once; the button stays for those without a script ------------------------------------------
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change] select")) event.target.form.requestSubmit();
});

document.querySelector("[data-focus-here]")?.focus();
const here = document.querySelector('.mainnav [aria-current="page"]');
if (here) here.closest(".mainnav").scrollLeft = here.offsetLeft - 16;

// --- "3 minutes ago" goes on counting -------------------------------------------------------------------------------
const lang = document.documentElement.lang;
const ago = new Intl.RelativeTimeFormat(lang, { numeric: "always", style: "narrow" });
function count() {
  for (const item of document.querySelectorAll("time[data-since]")) {
    const seconds = Math.max(0, (Date.now() - Date.parse(item.dateTime)) / 1000);
    if (seconds < 3600) {
      item.textContent = seconds < 60 ? ago.format(-Math.floor(seconds), "second") : ago.format(-Math.floor(seconds / 60), "minute");
    }
  }
}
setInterval(count, 1000);
count();
