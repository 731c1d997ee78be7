// Requests to our own server: the CSRF token, refusals in words, and toasts. Import by relative URL.

const place = () => document.getElementById("toasts");
const words = (name) => place()?.dataset[`words${name}`] ?? "";

export const csrfToken = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

/** Shows `text` for a while. tone: "danger" | "done" | undefined. Dangerous ones stay until closed. */
export function toast(text, tone) {
  const box = place();
  if (!box || !text) return;
  for (const old of box.children) if (old.dataset.text === text) old.remove();
  const item = document.createElement("div");
  item.className = `toast${tone ? ` toast--${tone}` : ""}`;
  item.dataset.text = text;
  item.setAttribute("role", tone === "danger" ? "alert" : "status");
  const say = document.createElement("span");
  say.className = "toast__words";
  say.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button button--icon";
  close.setAttribute("aria-label", box.dataset.wordsClose);
  const cross = document.getElementById("icon-close");
  if (cross) close.append(cross.content.cloneNode(true));
  close.addEventListener("click", () => item.remove());
  item.append(say, close);
  box.append(item);
  if (tone !== "danger") setTimeout(() => item.remove(), 6000);
}

/** What to tell the person about an answer that is not 2xx. The server's refusals carry their own words. */
export function refusalWords(status, body, type) {
  if (type?.includes("json")) {
    try {
      const { message } = JSON.parse(body);
      if (message) return message;
    } catch { /* not ours */ }
  }
  if (status === 401 || status === 403) return words("Denied");
  if (status === 404 || status === 410) return words("Gone");
  if (status === 0) return words("Offline");
  return words("Failed");
}

export class Refusal extends Error {
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

/** POST a FormData or plain object; gives the Response. Throws Refusal with words; status 0 means no network. */
export async function post(url, data, { signal, accept } = {}) {
  const body = data instanceof FormData || data === undefined ? data : new URLSearchParams(data);
  let answer;
  try {
    answer = await fetch(url, {
      method: "POST",
      body,
      signal,
      credentials: "same-origin",
      headers: { "X-CSRFToken": csrfToken(), "X-Requested-With": "fetch", Accept: accept ?? "application/json, text/html;q=0.9" },
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal(0, words("Offline"));
  }
  if (!answer.ok) {
    throw new Refusal(answer.status, refusalWords(answer.status, await answer.text(), answer.headers.get("content-type")));
  }
  return answer;
}
