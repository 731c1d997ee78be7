// Starts the app without a network. All of one version is fetched together, so a page never meets another one's scripts.
const ABOUT = /* about */ {};
const SHELF = `fengqiao-field-${ABOUT.version}`;

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const shelf = await caches.open(SHELF);
      const page = await fetch(ABOUT.page, { credentials: "same-origin", cache: "no-store" });
      if (!page.ok || page.redirected) throw new Error("signed out"); // the next visit tries again
      await shelf.put(ABOUT.page, page);
      await shelf.addAll(ABOUT.files.map((file) => new Request(file, { cache: "no-cache" })));
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith("fengqiao-field-") && name !== SHELF) await caches.delete(name);
      }
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" ? pathname === ABOUT.page : pathname.startsWith("/static/")) {
    event.respondWith(kept(request, request.mode === "navigate" ? ABOUT.page : request));
  }
});

async function kept(request, name) {
  const shelf = await caches.open(SHELF);
  return (await shelf.match(name, { ignoreVary: true, ignoreSearch: true })) ?? fetch(request);
}
