/** The conversation as it is shown: what was said, pictures that come, and what went wrong. */
import { h } from './dom'
import { isEnd, type Line, Refused, type RunEvent, type Said, type Shot, type Slot } from './line'
import { markdown } from './markdown'
import { fill, type Fault, type Words } from './words'

export interface Faces {
  /** the bot's avatar */
  url: string
  name: string
}

export class Talk {
  readonly log = h('div', { class: 'log', role: 'log', 'aria-live': 'polite', tabindex: '0' })
  private readonly notice = h('div', { class: 'notice', role: 'status' })
  private running: string | null = null
  private urls: string[] = []

  constructor(
    private readonly line: Line,
    private words: Words,
    private face: Faces,
    private readonly onBusy: (busy: boolean) => void,
    private readonly onTooOld: (error: unknown) => boolean,
  ) {}

  /** Everything anew: the greeting, then what was said. */
  show(words: Words, face: Faces, greeting: string, messages: Said[]): void {
    this.words = words
    this.face = face
    this.log.setAttribute('aria-label', words.log)
    this.log.replaceChildren(this.answer(greeting || words.greeting).row, ...messages.map((one) => this.message(one)), this.notice)
    this.tell(null)
    this.toEnd()
    const going = messages.find((one) => one.status === 'running' && one.run_id)
    if (going) void this.follow(going, this.log.querySelector<HTMLElement>(`[data-id="${going.id}"]`)!)
  }

  /** Sends words; whether they were taken. */
  async say(text: string, lang: string): Promise<boolean> {
    this.tell(null)
    this.onBusy(true)
    try {
      const [question, answer] = await this.line.say(text, lang)
      if (!question || !answer) return true
      this.notice.before(this.message(question), this.message(answer))
      this.toEnd()
      await this.follow(answer, this.log.querySelector<HTMLElement>(`[data-id="${answer.id}"]`)!)
      return true
    } catch (error) {
      if (!this.onTooOld(error)) this.tell(error instanceof Refused ? error.fault : 'failed')
      return false
    } finally {
      this.onBusy(false)
    }
  }

  async stop(): Promise<void> {
    if (this.running) await this.line.stop(this.running).catch(() => undefined)
  }

  tell(fault: Fault | null): void {
    this.notice.textContent = fault ? this.words.faults[fault] : ''
    this.notice.hidden = !fault
    if (fault) this.toEnd()
  }

  /** Forgets pictures that are no longer shown. */
  clear(): void {
    this.urls.splice(0).forEach((url) => URL.revokeObjectURL(url))
  }

  private message(said: Said): HTMLElement {
    if (said.role === 'user') return h('div', { class: 'row own' }, h('span', { class: 'hidden' }, this.words.you), h('div', { class: 'bubble' }, said.text))
    const { row, body } = this.answer(said.text || (said.status === 'running' ? this.words.thinking : ''))
    row.dataset.id = said.id
    if (said.status === 'running' && !said.text) body.classList.add('waiting')
    for (const slot of said.pictures) this.slot(body, slot)
    if (said.error) body.append(h('p', { class: 'fault' }, this.words.faults[said.error]))
    else if (said.status === 'cancelled' || said.status === 'interrupted') body.append(h('p', { class: 'fault' }, this.words.stopped))
    return row
  }

  private answer(text: string): { row: HTMLElement; body: HTMLElement } {
    const body = h('div', { class: 'body' }, ...markdown(text))
    const image = h('img', { src: this.face.url, alt: '', width: '28', height: '28' })
    return { row: h('div', { class: 'row' }, image, h('div', { class: 'words' }, h('span', { class: 'hidden' }, fill(this.words.said, { name: this.face.name })), body)), body }
  }

  private async follow(answer: Said, row: HTMLElement): Promise<void> {
    const body = row.querySelector<HTMLElement>('.body')!
    const words = h('div')
    let text = ''
    let due = 0
    const draw = () => {
      due = 0
      this.keepEnd(() => words.replaceChildren(...markdown(text)))
    }
    const heard = ({ type, data }: RunEvent) => {
      if (type === 'text.delta') {
        if (!text) {
          body.classList.remove('waiting')
          body.replaceChildren(words)
        }
        text += String(data.text)
        due ||= requestAnimationFrame(draw)
      } else if (type === 'picture.pending') {
        if (!text) body.replaceChildren(words)
        body.classList.remove('waiting')
        this.keepEnd(() => this.slot(body, { run_id: String(data.run_id), status: 'running', pictures: [] }))
      } else if (isEnd(type)) {
        if (due) cancelAnimationFrame(due)
        if (text) draw()
        else if (body.classList.contains('waiting')) body.replaceChildren()
        body.classList.remove('waiting')
        const fault = type === 'run.failed' ? ((data.error as Fault | undefined) ?? 'failed') : null
        if (type !== 'run.succeeded') this.keepEnd(() => body.append(h('p', { class: 'fault' }, fault ? this.words.faults[fault] : this.words.stopped)))
      }
    }
    this.running = answer.run_id
    // Read out when it is whole, not word by word.
    this.log.setAttribute('aria-busy', 'true')
    this.onBusy(true)
    try {
      if (answer.run_id) await this.line.follow(answer.run_id, heard)
    } catch (error) {
      if (!this.onTooOld(error)) this.tell(error instanceof Refused ? error.fault : 'failed')
    } finally {
      this.running = null
      this.log.removeAttribute('aria-busy')
      this.onBusy(false)
    }
  }

  /** A painting: how far it is, then the picture. */
  private slot(body: HTMLElement, slot: Slot): void {
    const progress = h('p', { class: 'progress' }, this.words.painting)
    const place = h('div', { class: 'slot' })
    body.append(place)
    const fail = () => place.replaceChildren(h('p', { class: 'fault' }, this.words.notPainted))
    if (slot.pictures.length) {
      slot.pictures.forEach((shot) => void this.picture(place, shot).catch(fail))
    } else if (slot.status === 'queued' || slot.status === 'running') {
      place.append(progress)
      const heard = ({ type, data }: RunEvent) => {
        if (type === 'progress' && typeof data.fraction === 'number') progress.textContent = fill(this.words.paintingAt, { percent: Math.round(data.fraction * 100) })
        else if (type === 'picture') {
          progress.remove()
          void this.picture(place, data as unknown as Shot).catch(fail)
        } else if (isEnd(type) && !place.querySelector('img')) {
          if (type !== 'run.succeeded') fail()
        }
      }
      this.line.follow(slot.run_id, heard).catch(fail)
    } else if (slot.status !== 'done') fail()
  }

  private async picture(place: HTMLElement, shot: Shot): Promise<void> {
    const image = h('img', { alt: this.words.picture, width: String(shot.width), height: String(shot.height) })
    image.style.aspectRatio = `${shot.width} / ${shot.height}`
    this.keepEnd(() => place.append(image))
    const url = await this.line.picture(shot.id)
    this.urls.push(url)
    image.src = url
  }

  /** Stays at the end where the reader is there. */
  private keepEnd(change: () => void): void {
    const { scrollHeight, scrollTop, clientHeight } = this.log
    const atEnd = scrollHeight - scrollTop - clientHeight < 48
    change()
    if (atEnd) this.toEnd()
  }

  private toEnd(): void {
    this.log.scrollTop = this.log.scrollHeight
  }
}
