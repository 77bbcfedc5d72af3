/**
 * What a site's page loads with its one line: `<script src="…/widget.js" data-widget="wg_…" async></script>`.
 *
 * It puts a frame into the page, in a shadow root of its own, and makes it larger and smaller as the frame asks.
 * Everything that is seen stands in the frame, which is HuaHua's own page: neither side's scripts and styles reach the
 * other. It runs as a classic script on pages that nobody knows, so everything stands in one function.
 */
;(() => {
  const script = (document.currentScript ?? document.querySelector('script[data-widget]')) as HTMLScriptElement | null
  const id = script?.dataset.widget ?? ''
  if (!script || !/^wg_[0-9a-z]{1,40}$/.test(id) || document.querySelector(`[data-huahua="${id}"]`)) return

  const home = new URL(script.src, location.href).origin
  const isDark = matchMedia('(prefers-color-scheme: dark)')
  const isPhone = matchMedia('(max-width: 480px), (max-height: 480px)')
  const language = () => ((document.documentElement.lang || navigator.language).toLowerCase().startsWith('zh') ? 'zh' : 'en')
  const shown = () => ({ lang: language(), dark: isDark.matches, phone: isPhone.matches })

  const holder = document.createElement('div')
  const frame = document.createElement('iframe')
  let open = false
  let side: 'left' | 'right' = 'right'

  const source = () => {
    const { lang, dark, phone } = shown()
    return `${home}/widget/${id}?origin=${encodeURIComponent(location.origin)}#lang=${lang}&dark=${Number(dark)}&phone=${Number(phone)}`
  }
  const tell = () => frame.contentWindow?.postMessage({ huahua: 'set', ...shown() }, home)

  const place = () => {
    const whole = open && isPhone.matches
    const size = whole ? ['100%', '100dvh'] : open ? ['min(432px, 100vw)', 'min(720px, 100dvh)'] : ['88px', '88px']
    Object.assign(holder.style, { width: size[0], height: size[1], left: whole || side === 'left' ? '0' : 'auto', right: !whole && side === 'right' ? '0' : 'auto' })
  }

  const onMessage = (event: MessageEvent) => {
    if (event.source !== frame.contentWindow || event.origin !== home) return
    const said = event.data as { huahua?: string; open?: boolean; side?: string; reason?: string }
    if (said.huahua === 'ready') {
      side = said.side === 'left' ? 'left' : 'right'
      holder.style.visibility = 'visible'
    } else if (said.huahua === 'size') {
      open = Boolean(said.open)
    } else if (said.huahua === 'renew') {
      frame.src = source()
    } else if (said.huahua === 'gone') {
      removeEventListener('message', onMessage)
      holder.remove()
      console.info(`HuaHua: the chat ${id} is not shown here (${said.reason ?? 'off'}).`)
      return
    }
    place()
  }

  const start = () => {
    holder.dataset.huahua = id
    // `all` first: what the site says about every `div` does not count here.
    Object.assign(holder.style, { all: 'initial', position: 'fixed', bottom: '0', zIndex: '2147483000', visibility: 'hidden', colorScheme: 'light' })
    // The same scheme as the frame's page says, or browsers paint a white box behind what is transparent.
    Object.assign(frame.style, { border: '0', width: '100%', height: '100%', display: 'block', background: 'transparent', colorScheme: 'light' })
    frame.title = language() === 'zh' ? '聊天' : 'Chat'
    frame.referrerPolicy = 'no-referrer'
    frame.src = source()
    holder.attachShadow({ mode: 'closed' }).append(frame)
    place()
    addEventListener('message', onMessage)
    isDark.addEventListener('change', tell)
    isPhone.addEventListener('change', () => (place(), tell()))
    document.body.append(holder)
  }
  if (document.body) start()
  else addEventListener('DOMContentLoaded', start)
})()
