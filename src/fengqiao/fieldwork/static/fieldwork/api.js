// Calls to the server. A sign-in that ran out answers with the sign-in page, which is told from an answer here.

import { Refusal, refusalWords } from "../ui/http.js";

const TRIES = 4;
const csrf = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Gives the answer's JSON. Throws Refusal: 0 no network, 401 signed out, otherwise the server's status and words. */
export async function call(url, { method = "GET", body, headers = {}, tries = TRIES } = {}) {
  for (let attempt = 1; ; attempt += 1) {
    let answer;
    try {
      answer = await fetch(url, {
        method,
        body,
        credentials: "same-origin",
        cache: "no-store",
        headers: { Accept: "application/json", "X-Requested-With": "fetch", "X-CSRFToken": csrf(), ...headers },
      });
    } catch {
      throw new Refusal(0, "");
    }
    const json = answer.headers.get("content-type")?.includes("json");
    if (answer.ok && json && !answer.redirected) return answer.json();
    if (answer.redirected || answer.ok) throw new Refusal(401, "");
    if (answer.status >= 500 && attempt < tries) {
      await rest(200 * 2 ** attempt * (0.5 + Math.random()));
      continue;
    }
    throw new Refusal(answer.status, refusalWords(answer.status, await answer.text(), answer.headers.get("content-type")));
  }
}

export const post = (url, data, more) =>
  call(url, { method: "POST", body: JSON.stringify(data ?? {}), ...more, headers: { "Content-Type": "application/json" } });
