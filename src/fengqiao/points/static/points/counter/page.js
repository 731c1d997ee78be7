// The counter's page. Everything happens on the tablet first and is told to the server afterwards, so the network may go
// and come as it likes.

import { csrfToken, Refusal, refusalWords, toast } from "../../ui/http.js";
import { freshId } from "../../ui/fresh_id.js";
import { mayTake, search, standing } from "./list.js";
import { signatureField } from "./signature.js";
import { actsOf, dropAct, forget, keepAct, read, write } from "./store.js";

const EVERY_MS = 5000;
const root = document.querySelector("[data-counter]");
const { counter } = root.dataset;
const words = root.dataset;
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const copy = (name) => document.getElementById(name).content.firstElementChild.cloneNode(true);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

let key = await read(`key:${counter}`);
let list = await read(`list:${counter}`);
let acts = await actsOf(counter);
let chosen = null; // the booking in front of us
let basket = new Map();
let kept = new Set(); // reservations to hand over now
let reachable = navigator.onLine;
let telling = false;
const field = signatureField(part("signature"));

async function ask(url, body) {
  let answer;
  try {
    answer = await fetch(url, {
      method: "POST",
      body: JSON.stringify({ key, ...body }),
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken(), "X-Requested-With": "fetch" },
    });
  } catch {
    reach(false);
    throw new Refusal(0, "");
  }
  reach(true);
  if (!answer.ok) throw new Refusal(answer.status, refusalWords(answer.status, await answer.text(), answer.headers.get("content-type")));
  return answer.json();
}
function reach(now) {
  if (reachable === now) return;
  reachable = now;
  showNetwork();
}

// --- telling the server ----------------------------------------------------------------------------------------------
async function tell() {
  if (!key || telling) return;
  telling = true;
  try {
    while (acts.length) {
      const some = acts.slice(0, 5);
      const answer = await ask(words.acts, { acts: some });
      for (const { id, refused } of answer.acts) {
        await dropAct(id);
        if (refused) toast(fill(words.wordsRefused, { why: refused }), "danger");
      }
      acts = await actsOf(counter);
      await take(answer.list);
      if (!answer.acts.length) break;
    }
    await take(await ask(words.list, {}));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.status === 410) closed(error.message);
    else if (error.status === 401 || error.status === 403) toast(error.message, "danger");
    // anything else: the server is busy or away; nothing is lost, and it is asked again
  } finally {
    telling = false;
    showNetwork();
  }
}
async function take(fresh) {
  const { booking: _booking, ...rest } = fresh;
  list = rest;
  await write(`list:${counter}`, list);
  show();
}
async function closed(why) {
  key = undefined;
  await forget(`key:${counter}`);
  await forget(`list:${counter}`);
  list = undefined;
  toast(acts.length ? `${why} ${fill(words.wordsUnsent, { count: acts.length })}` : why, "danger");
  show();
}

// --- showing ---------------------------------------------------------------------------------------------------------
function showNetwork() {
  root.toggleAttribute("data-offline", !reachable);
  part("network").textContent = reachable ? words.wordsOnline : words.wordsOffline;
  part("unsent").textContent = acts.length
    ? fill(words.wordsWaiting, { count: acts.length }) : words.wordsSent;
  part("call").disabled = !reachable;
}
function show() {
  part("start").hidden = Boolean(key);
  part("work").hidden = !key;
  if (!key || !list) return;
  const now = standing(list, acts);
  showPeople(now);
  showPerson(now);
  showNetwork();
}
function showPeople(now) {
  const found = search(now.people, part("search").value);
  part("people").replaceChildren(
    ...found.slice(0, 60).map((one) => {
      const item = copy("person-line");
      const button = item.querySelector("button");
      button.querySelector("[data-number]").textContent = one.number ?? "—";
      button.querySelector("[data-name]").textContent = one.name;
      const open = one.lines.filter((line) => !line.handed).length;
      button.querySelector("[data-state]").textContent = one.served && !open ? words.wordsDone : open ? fill(words.wordsOpen, { count: open }) : "";
      if (one.booking === chosen) button.setAttribute("aria-current", "true");
      item.classList.toggle("person--done", one.served && !open);
      button.addEventListener("click", () => choose(one));
      return item;
    }),
  );
  part("nobody").hidden = found.length > 0;
}
function choose(one) {
  chosen = one.booking;
  basket = new Map();
  kept = new Set(one.lines.filter((line) => !line.handed).map((line) => line.id));
  field.clear();
  show();
  part("person").scrollIntoView({ block: "nearest" });
}
function showPerson(now) {
  const one = now.people.find((person) => person.booking === chosen);
  part("person").hidden = !one;
  part("none").hidden = Boolean(one);
  if (!one) return;
  part("name").textContent = one.name;
  part("number").textContent = one.number === null ? words.wordsNoNumber : fill(words.wordsNumber, { number: one.number });
  part("lines").replaceChildren(...one.lines.map((line) => lineOf(line)));
  part("no-lines").hidden = one.lines.length > 0;
  part("own").replaceChildren(...now.gifts.map((gift) => ownGift(one, gift, now.gifts)));
  part("purse").textContent = fill(words.wordsPurse, { points: one.purse });
  count(one, now.gifts);
}
function lineOf(line) {
  const item = copy("gift-line");
  const box = item.querySelector("input");
  item.querySelector("[data-gift]").textContent = fill(words.wordsGift, { gift: line.gift, points: line.points });
  const state = item.querySelector("[data-state]");
  box.checked = line.handed || kept.has(line.id);
  box.disabled = line.handed;
  state.textContent = line.waiting ? words.wordsToSend : line.handed ? words.wordsHanded : "";
  if (line.handed && line.act) {
    const receipt = document.createElement("a");
    receipt.href = words.receipt.replace("00000000-0000-0000-0000-000000000000", line.act);
    receipt.target = "_blank";
    receipt.textContent = words.wordsReceipt;
    state.append(" ", receipt);
  }
  box.addEventListener("change", () => {
    box.checked ? kept.add(line.id) : kept.delete(line.id);
    show();
  });
  return item;
}
function ownGift(person, gift, gifts) {
  const item = copy("own-line");
  const taken = basket.get(gift.id) ?? 0;
  item.querySelector("[data-gift]").textContent = fill(words.wordsGift, { gift: gift.name, points: gift.points });
  item.querySelector("[data-left]").textContent = fill(words.wordsLeft, { count: gift.pieces - taken });
  item.querySelector("[data-count]").textContent = taken;
  const [less, more] = item.querySelectorAll("button");
  less.disabled = taken === 0;
  more.disabled = !mayTake(person, gift, basket, gifts);
  less.setAttribute("aria-label", fill(words.wordsLess, { gift: gift.name }));
  more.setAttribute("aria-label", fill(words.wordsMore, { gift: gift.name }));
  for (const [button, step] of [[less, -1], [more, 1]]) {
    button.addEventListener("click", () => {
      basket.set(gift.id, taken + step);
      show();
    });
  }
  return item;
}
function count(one, gifts) {
  const reserved = one.lines.filter((line) => kept.has(line.id) && !line.handed);
  const own = gifts.reduce((sum, gift) => sum + (basket.get(gift.id) ?? 0), 0);
  const points = reserved.reduce((sum, line) => sum + line.points, 0) + gifts.reduce((sum, gift) => sum + (basket.get(gift.id) ?? 0) * gift.points, 0);
  part("sum").textContent = fill(words.wordsSum, { pieces: reserved.length + own, points });
  part("hand-over").disabled = !(reserved.length + own) || !field.signed();
}

// --- acting ----------------------------------------------------------------------------------------------------------
part("open").addEventListener("click", async () => {
  try {
    ({ key } = await ask(words.open, {}));
    await write(`key:${counter}`, key);
    await take(await ask(words.list, {}));
    keepPage();
  } catch (error) {
    toast(error.message || words.wordsOffline, "danger");
  }
});
part("hand-over").addEventListener("click", async () => {
  const now = standing(list, acts);
  const one = now.people.find((person) => person.booking === chosen);
  const act = {
    id: freshId(),
    counter,
    booking: chosen,
    redemptions: one.lines.filter((line) => kept.has(line.id) && !line.handed).map((line) => line.id),
    gifts: [...basket].flatMap(([gift, pieces]) => Array.from({ length: pieces }, () => ({ id: freshId(), gift }))),
    signature: field.picture(),
    at: new Date().toISOString(),
    offline: !reachable,
  };
  await keepAct(act); // from here on it survives everything
  acts = await actsOf(counter);
  basket = new Map();
  kept = new Set();
  field.clear();
  toast(fill(words.wordsGiven, { name: one.name }), "done");
  part("search").value = "";
  show();
  await tell();
});
part("call").addEventListener("click", async () => {
  const next = search(standing(list, acts).people, "").find((one) => one.number !== null && !one.served && !one.called);
  if (!next) return toast(words.wordsNobodyWaits);
  try {
    await take(await ask(words.call, { booking: next.booking }));
    choose(next);
    toast(fill(words.wordsCalled, { number: next.number }), "done");
  } catch (error) {
    if (error.status) toast(error.message, "danger");
  }
});
part("clear").addEventListener("click", () => field.clear());
part("signature").addEventListener("change", () => list && show());
part("search").addEventListener("input", () => {
  const exact = list?.people.find((one) => one.token.toLowerCase() === part("search").value.trim().toLowerCase());
  if (exact) {
    part("search").value = "";
    choose(standing(list, acts).people.find((one) => one.booking === exact.booking));
  } else show();
});
part("find").addEventListener("click", async () => {
  try {
    const answer = await fetch(`${words.find}?q=${encodeURIComponent(part("search").value.trim())}`, { headers: { "X-Requested-With": "fetch" } });
    const { people } = await answer.json();
    part("found").replaceChildren(
      ...people.map((one) => {
        const button = document.createElement("button");
        button.className = "button button--block";
        button.type = "button";
        button.textContent = fill(words.wordsAdd, { name: one.name });
        button.addEventListener("click", () => add(one));
        return button;
      }),
    );
    if (!people.length) toast(words.wordsNobody);
  } catch {
    reach(false);
    toast(words.wordsOffline, "danger");
  }
});
async function add(one) {
  try {
    const fresh = await ask(words.add, { person: one.id });
    part("found").replaceChildren();
    part("search").value = "";
    await take(fresh);
    choose(standing(list, acts).people.find((person) => person.booking === fresh.booking));
  } catch (error) {
    toast(error.message || words.wordsOffline, "danger");
  }
}

// --- a code held before the camera, where the browser can read codes -----------------------------------------------------
if ("BarcodeDetector" in window && navigator.mediaDevices) {
  part("scan").hidden = false;
  part("scan").addEventListener("click", async () => {
    const film = part("film");
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      film.srcObject = stream;
      film.hidden = false;
      await film.play();
      const reader = new window.BarcodeDetector({ formats: ["qr_code"] });
      for (let tries = 0; tries < 100 && !film.hidden; tries += 1) {
        const [code] = await reader.detect(film);
        if (code) {
          part("search").value = code.rawValue;
          part("search").dispatchEvent(new Event("input"));
          break;
        }
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      for (const track of stream.getTracks()) track.stop();
    } catch {
      toast(words.wordsNoCamera, "danger");
    }
    film.hidden = true;
  });
}

// --- the page itself survives a reload without a network ------------------------------------------------------------------
async function keepPage() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(words.worker);
  await navigator.serviceWorker.ready;
  const shelf = await caches.open("fengqiao-counter-1");
  const used = performance.getEntriesByType("resource").map((one) => one.name).filter((name) => name.startsWith(`${location.origin}/static/`));
  await Promise.allSettled([...new Set([location.href, ...used])].map((url) => shelf.add(url)));
  root.toggleAttribute("data-kept", Boolean(await shelf.match(location.href, { ignoreVary: true })));
}

addEventListener("online", tell);
addEventListener("offline", () => reach(false));
(function again() {
  setTimeout(() => tell().finally(again), EVERY_MS * (0.6 + 0.8 * Math.random())); // not all tablets in the same moment
})();
show();
showNetwork();
tell();
if (key) keepPage();
