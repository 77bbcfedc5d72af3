// Keeps the hashed files under /assets/ so that a second visit starts at once.
// Pages, /api, /v1 and sockets always go to the server, so that an upgrade is seen at once. Of the page itself only
// one thing is kept: what stands in its place while the server cannot be reached.
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

const WORDS = self.navigator.language.startsWith('zh')
  ? { lang: 'zh-CN', title: '话画', text: '连不上服务器。你写下的草稿都还在，稍后再试。', retry: '重试' }
  : { lang: 'en', title: 'HuaHua', text: 'The server cannot be reached. Your drafts are kept; try again in a moment.', retry: 'Try again' }

const AWAY = `<!doctype html>
<html lang="${WORDS.lang}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${WORDS.title}</title>
<style>
  :root { color-scheme: light dark; }
  body { display: grid; place-content: center; justify-items: center; gap: 16px; min-height: 100dvh; margin: 0; padding: 16px; box-sizing: border-box;
    font: 15px/24px system-ui, "PingFang SC", "Noto Sans SC", "Microsoft YaHei", sans-serif; text-align: center; background: #FAF8F4; color: #1F2329; }
  p { margin: 0; max-width: 360px; }
  a { padding: 8px 16px; border-radius: 10px; background: #C2412D; color: #FFFFFF; text-decoration: none; }
  a:focus-visible { outline: 2px solid #C2412D; outline-offset: 2px; }
  @media (prefers-color-scheme: dark) { body { background: #15161A; color: #E8E6E1; } }
</style>
<p role="alert">${WORDS.text}</p>
<a href="">${WORDS.retry}</a>
</html>`

const away = () => new Response(AWAY, { status: 503, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' } })

self.addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request
  const { origin, pathname } = new URL(url)
  if (mode === 'navigate' && origin === self.location.origin && !pathname.startsWith('/api/') && !pathname.startsWith('/widget/')) {
    event.respondWith(fetch(event.request).catch(away))
    return
  }
  if (method === 'GET' && origin === self.location.origin && pathname.startsWith('/assets/')) {
    event.respondWith(fromCache(event.request))
  }
})
