// Keeps the counter's page and its scripts at hand while the network is away. Data goes another way: see store.js.
const SHELF = "fengqiao-counter-1";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" || url.pathname.startsWith("/static/")) event.respondWith(fresh(request));
});

async function fresh(request) {
  const shelf = await caches.open(SHELF);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await shelf.put(request, answer.clone());
    return answer;
  } catch {
    return (await shelf.match(request, { ignoreVary: true })) ?? Response.error();
  }
}
