/** The visitor's line to the server: enters, sends, follows. Knows nothing of what is shown. */
import type { Fault } from './words'

export interface Shot {
  id: string
  width: number
  height: number
}
export interface Slot {
  run_id: string
  status: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
  pictures: Shot[]
}
export interface Said {
  id: string
  role: 'user' | 'assistant'
  text: string
  status: 'done' | 'running' | 'failed' | 'cancelled' | 'interrupted'
  run_id: string | null
  error: 'spent' | 'busy' | 'withheld' | 'failed' | null
  pictures: Slot[]
}
export interface RunEvent {
  seq: number
  type: string
  data: Record<string, unknown>
}

/** A refusal that can be shown. */
export class Refused extends Error {
  constructor(readonly fault: Fault) {
    super(fault)
  }
}
/** The page is too old: the loader must ask for a new one. */
export class TooOld extends Error {}

const FAULTS: Record<string, Fault> = {
  widget_off: 'off',
  widget_origin_not_allowed: 'off',
  widget_hourly_limit: 'hour',
  widget_daily_limit: 'day',
  widget_bad_message: 'long',
  already_answering: 'busy',
  insufficient_credit: 'spent',
  model_not_found: 'off',
}
const RETRIES = 5
const ENDS = /^run\.(succeeded|failed|cancelled|interrupted)$/

export const isEnd = (type: string): boolean => ENDS.test(type)

/** 32 random bytes in base64url. */
export function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')
}

export class Line {
  private token = ''
  private secret: string

  constructor(
    private readonly id: string,
    private readonly grant: string,
  ) {
    this.secret = kept(`huahua.widget.${id}`)
  }

  /** Gets a pass; what was said before. */
  async enter(): Promise<Said[]> {
    const reply = await this.fetch('/sessions', { method: 'POST', body: JSON.stringify({ grant: this.grant, visitor: this.secret }) })
    if (reply.status === 401) throw new TooOld()
    const entered = (await this.body(reply)) as { token: string; messages: Said[] }
    this.token = entered.token
    return entered.messages
  }

  async say(text: string, lang: string): Promise<Said[]> {
    // One key for all attempts: a message that arrived is not sent twice.
    const body = JSON.stringify({ text, client_key: newSecret(), lang })
    return ((await this.json('/messages', { method: 'POST', body })) as { messages: Said[] }).messages
  }

  async messages(): Promise<Said[]> {
    return ((await this.json('/messages')) as { messages: Said[] }).messages
  }

  async startOver(): Promise<void> {
    await this.call('/messages', { method: 'DELETE' })
  }

  async stop(runId: string): Promise<void> {
    await this.call(`/runs/${runId}/cancel`, { method: 'POST' })
  }

  async picture(id: string): Promise<string> {
    return URL.createObjectURL(await (await this.call(`/pictures/${id}`)).blob())
  }

  /** Every event of a run until it ends; goes on after the last one when the line breaks. */
  async follow(runId: string, heard: (event: RunEvent) => void): Promise<void> {
    let after = 0
    for (let tries = 0; tries < RETRIES; tries++) {
      try {
        const reply = await this.call(`/runs/${runId}/events?after=${after}`)
        for await (const event of eventsOf(reply)) {
          after = event.seq
          tries = 0
          heard(event)
          if (isEnd(event.type)) return
        }
      } catch (error) {
        if (error instanceof TooOld || (error instanceof Refused && error.fault !== 'away')) throw error
      }
      await new Promise((done) => setTimeout(done, 500 * 2 ** tries))
    }
    throw new Refused('away')
  }

  private async json(path: string, init?: RequestInit): Promise<unknown> {
    return (await this.call(path, init)).json()
  }

  private async call(path: string, init?: RequestInit): Promise<Response> {
    if (!this.token) await this.enter()
    let reply = await this.fetch(path, init)
    if (reply.status === 401) {
      await this.enter() // a pass lasts some minutes
      reply = await this.fetch(path, init)
    }
    if (!reply.ok) await this.body(reply)
    return reply
  }

  private async body(reply: Response): Promise<unknown> {
    const body: unknown = await reply.json().catch(() => ({}))
    if (reply.ok) return body
    const code = (body as { code?: string }).code ?? ''
    throw new Refused(FAULTS[code] ?? (reply.status === 429 ? 'busy' : reply.status >= 500 ? 'away' : 'failed'))
  }

  private async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    try {
      return await fetch(`/api/widget/${this.id}${path}`, {
        ...init,
        credentials: 'omit', // whoever is signed in here is no visitor
        headers: { ...(init.body ? { 'content-type': 'application/json' } : {}), ...(this.token ? { authorization: `Bearer ${this.token}` } : {}) },
      })
    } catch {
      throw new Refused('away')
    }
  }
}

async function* eventsOf(reply: Response): AsyncGenerator<RunEvent> {
  const reader = reply.body!.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    rest += value
    for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
      const data = rest.slice(0, end).split('\n').find((line) => line.startsWith('data: '))
      rest = rest.slice(end + 2)
      if (data) yield JSON.parse(data.slice(6)) as RunEvent
    }
  }
}

/** The visitor's secret; only for this visit where the browser keeps nothing for frames. */
function kept(key: string): string {
  try {
    const old = localStorage.getItem(key)
    if (old && /^[\w-]{43}$/.test(old)) return old
    const made = newSecret()
    localStorage.setItem(key, made)
    return made
  } catch {
    return newSecret()
  }
}
