// Keeps the desk's page and its scripts at hand, so that a tablet that was switched off in a morning without a network
// comes back with the desk and with what waits. What was written down lies elsewhere: see outbox.js.
const SHELF = "fengqiao-desk-1";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const desk = request.mode === "navigate" && url.href.split(/[?#]/)[0] === self.registration.scope;
  if (desk || url.pathname.startsWith("/static/")) event.respondWith(fresh(request));
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
