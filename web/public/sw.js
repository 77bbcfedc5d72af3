// Keeps the hashed files under /assets/ so that a second visit starts at once.
// Pages, /api, /v1 and sockets always go to the server.
const CACHE = 'huahua-assets-1'
const LIMIT = 160

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  )
})

async function fromCache(request) {
  const cache = await caches.open(CACHE)
  const kept = await cache.match(request)
  if (kept) return kept
  const response = await fetch(request)
  if (response.ok && response.status === 200) {
    await cache.put(request, response.clone())
    const entries = await cache.keys()
    await Promise.all(entries.slice(0, Math.max(0, entries.length - LIMIT)).map((old) => cache.delete(old)))
  }
  return response
}

self.addEventListener('fetch', (event) => {
  const { method, url } = event.request
  const { origin, pathname } = new URL(url)
  if (method === 'GET' && origin === self.location.origin && pathname.startsWith('/assets/')) {
    event.respondWith(fromCache(event.request))
  }
})
