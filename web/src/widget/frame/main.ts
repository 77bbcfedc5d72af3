/** The page inside the frame: a round button with the bot's avatar, and the panel that it opens. */
import css from './frame.css?inline'
import { h, icon, inkOn } from './dom'
import { Line, Refused, TooOld } from './line'
import { Talk } from './talk'
import { type Lang, fill, words as allWords } from './words'

interface Config {
  id: string
  name: string
  greeting: Record<Lang, string>
  colour: string
  position: 'left' | 'right'
  face: string
  grant: string
  origin: string
  gone?: string
}

const config = JSON.parse(document.getElementById('widget')?.textContent ?? '{}') as Config
const isPreview = config.origin === 'preview'
const parent = isPreview ? location.origin : config.origin

if (config.gone) {
  window.parent.postMessage({ huahua: 'gone', reason: config.gone }, '*') // nothing to hide in it
} else {
  begin()
}

function begin(): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  document.adoptedStyleSheets = [sheet]
  const asked = new URLSearchParams(location.hash.slice(1))
  let lang: Lang = asked.get('lang') === 'zh' ? 'zh' : 'en'
  let isPhone = asked.get('phone') === '1'
  let isOpen = false
  let entered = false
  const send = (message: object) => window.parent.postMessage(message, parent)

  const line = new Line(config.id, config.grant)
  const face = () => ({ url: config.face, name: config.name })
  const talk = new Talk(line, allWords[lang], face(), setBusy, (error) => {
    if (!(error instanceof TooOld)) return false
    send({ huahua: 'renew' })
    return true
  })

  const launcherFace = h('img', { alt: '', width: '56', height: '56' })
  const launcher = h('button', { class: 'launcher', type: 'button', 'aria-expanded': 'false' }, launcherFace)
  const headFace = h('img', { alt: '', width: '32', height: '32' })
  const title = h('h1', { id: 'title', tabindex: '-1' })
  const over = h('button', { type: 'button', class: 'tool' }, icon('M4 12a8 8 0 1 0 2.5-5.8M4 4v4.5h4.5'))
  const close = h('button', { type: 'button', class: 'tool' }, icon('M6 6l12 12M18 6L6 18'))
  const text = h('textarea', { rows: '1', maxlength: '4000', enterkeyhint: 'send' })
  const go = h('button', { type: 'submit', class: 'go' })
  const form = h('form', {}, text, go)
  const note = h('p', { class: 'note' })
  const panel = h('section', { class: 'panel', role: 'dialog', 'aria-labelledby': 'title' }, h('header', {}, headFace, title, over, close), talk.log, form, note)
  const arrow = icon('M5 12h13M12.5 6l6 6-6 6')
  const square = icon('M7 7h10v10H7z')
  let busy = false

  function setBusy(now: boolean): void {
    busy = now
    go.replaceChildren(now ? square : arrow)
    go.setAttribute('aria-label', now ? allWords[lang].stop : allWords[lang].send)
    over.disabled = now
  }

  /** Names, colours and words; again whenever one of them changes. */
  function dress(): void {
    const words = allWords[lang]
    const root = document.documentElement
    root.lang = lang === 'zh' ? 'zh-CN' : 'en'
    root.style.setProperty('--colour', config.colour)
    root.style.setProperty('--on-colour', inkOn(config.colour))
    root.dataset.side = config.position
    root.toggleAttribute('data-phone', isPhone)
    for (const image of [launcherFace, headFace]) image.src = face().url
    launcher.setAttribute('aria-label', fill(words.open, { name: config.name }))
    title.textContent = config.name
    over.setAttribute('aria-label', words.over)
    over.title = words.over
    close.setAttribute('aria-label', words.close)
    close.title = words.close
    text.setAttribute('aria-label', words.write)
    text.placeholder = words.write
    note.textContent = words.note
    setBusy(busy)
  }

  function setOpen(now: boolean, focus = true): void {
    isOpen = now
    send({ huahua: 'size', open: now })
    launcher.setAttribute('aria-expanded', String(now))
    document.body.replaceChildren(now ? panel : launcher)
    // A phone's keyboard would cover what is there to read.
    if (focus) (!now ? launcher : isPhone ? title : text).focus()
    if (now && !entered) void enter()
  }

  async function enter(): Promise<void> {
    entered = true
    talk.show(allWords[lang], face(), config.greeting[lang], [])
    try {
      const said = await line.enter()
      if (said.length) talk.show(allWords[lang], face(), config.greeting[lang], said)
    } catch (error) {
      entered = false
      if (error instanceof TooOld) send({ huahua: 'renew' })
      else talk.tell(error instanceof Refused ? error.fault : 'away')
    }
  }

  async function submit(): Promise<void> {
    if (busy) return talk.stop()
    const said = text.value.trim()
    if (!said) return
    text.value = ''
    fit()
    if (!(await talk.say(said, lang)) && !text.value) text.value = said
    fit()
  }

  function fit(): void {
    text.style.height = 'auto'
    text.style.height = `${Math.min(text.scrollHeight, 132)}px`
  }

  launcher.addEventListener('click', () => setOpen(true))
  close.addEventListener('click', () => setOpen(false))
  over.addEventListener('click', () => {
    void line.startOver().then(() => {
      talk.clear()
      talk.show(allWords[lang], face(), config.greeting[lang], [])
      text.focus()
    }, () => talk.tell('away'))
  })
  text.addEventListener('input', fit)
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    if (!busy) void submit()
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void submit()
  })
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && isOpen && !event.isComposing) setOpen(false)
  })
  addEventListener('message', (event) => {
    if (event.source !== window.parent || event.origin !== parent) return
    const said = event.data as { huahua?: string; lang?: Lang; dark?: boolean; phone?: boolean; draft?: Partial<Config> }
    if (said.huahua !== 'set') return
    if (said.lang) lang = said.lang === 'zh' ? 'zh' : 'en'
    if (said.phone !== undefined) isPhone = said.phone
    if (said.dark !== undefined) setDark(said.dark)
    if (isPreview && said.draft) {
      Object.assign(config, said.draft)
      if (!talk.log.querySelector('.own') && entered) talk.show(allWords[lang], face(), config.greeting[lang], [])
    }
    dress()
  })

  setDark(asked.get('dark') === '1')
  dress()
  setOpen(isPreview, false)
  send({ huahua: 'ready', side: config.position })
}

function setDark(dark: boolean): void {
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
}
