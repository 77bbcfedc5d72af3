import type { RunEvent } from '@/api/runs/events'
import { backoff } from './backoff'

/** The part of a WebSocket that is used; tests bring their own. */
export interface Wire {
  send(text: string): void
  close(): void
  onopen: (() => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: ((event: { code: number }) => void) | null
}

export interface Surroundings {
  open: () => Wire
  /** runs `then` after `ms`; the answer takes it back */
  later: (ms: number, then: () => void) => () => void
  random: () => number
  /** reads one run's events over HTTP while the socket cannot be had */
  fallback: (runId: string, after: number, onEvent: (event: RunEvent) => void, signal: AbortSignal) => Promise<void>
}

export type Connection = 'connecting' | 'open' | 'lost'

interface Followed {
  after: () => number
  onEvent: (event: RunEvent) => void
  onError: (code: string) => void
  reading: AbortController | null
}

type Inbound =
  | { type: 'event'; run_id: string; event: RunEvent }
  | { type: 'changed'; topic: string; id: string }
  | { type: 'error'; run_id?: string; code: string }
  | { type: 'pong' }

const PING_MS = 25_000
const SILENCE_MS = 40_000
/** what the server closes with when the session is over */
const SIGNED_OUT_CODE = 4401
const TRIES_BEFORE_FALLBACK = 2

/**
 * One WebSocket for everything that a tab follows. It comes back by itself, asks again for each followed run after the
 * last event that was seen, and reads over HTTP while sockets do not get through. Events may arrive twice; whoever
 * listens must not mind (`reduceRun` does not).
 */
export class LiveSocket {
  private wire: Wire | null = null
  private isOpen = false
  private failures = 0
  private cancelRetry: (() => void) | null = null
  private cancelPing: (() => void) | null = null
  private cancelSilence: (() => void) | null = null
  private readonly runs = new Map<string, Followed>()
  private readonly changed = new Set<(topic: string, id: string) => void>()
  private readonly denied = new Set<() => void>()
  private readonly watchers = new Set<(state: Connection) => void>()

  constructor(private readonly around: Surroundings) {}

  /** Follows a run from `after()` on, until the answer is called. One follower for each run. */
  follow(
    runId: string,
    after: () => number,
    onEvent: (event: RunEvent) => void,
    onError: (code: string) => void = () => undefined,
  ): () => void {
    const entry: Followed = { after, onEvent, onError, reading: null }
    this.runs.set(runId, entry)
    if (this.isOpen) this.subscribe(runId, entry)
    else if (this.failures >= TRIES_BEFORE_FALLBACK) this.read(runId, entry)
    else this.connect()
    return () => {
      if (this.runs.get(runId) !== entry) return
      this.runs.delete(runId)
      entry.reading?.abort()
      if (this.isOpen) this.say({ type: 'unsubscribe', run_id: runId })
    }
  }

  /** Asks for a run's events again, e.g. after a gap in their numbers. */
  again(runId: string): void {
    const entry = this.runs.get(runId)
    if (entry && this.isOpen) this.subscribe(runId, entry)
  }

  onChanged(listener: (topic: string, id: string) => void): () => void {
    this.changed.add(listener)
    return () => this.changed.delete(listener)
  }

  /** Called when the server closes because nobody is signed in; the socket then stays closed. */
  onDenied(listener: () => void): () => void {
    this.denied.add(listener)
    return () => this.denied.delete(listener)
  }

  watch(listener: (state: Connection) => void): () => void {
    this.watchers.add(listener)
    return () => this.watchers.delete(listener)
  }

  connect(): void {
    if (this.wire) return
    this.cancelRetry?.()
    this.cancelRetry = null
    this.tell(this.failures ? 'lost' : 'connecting')
    const wire = this.around.open()
    this.wire = wire
    wire.onopen = () => this.opened(wire)
    wire.onmessage = (message) => this.heard(message.data)
    wire.onclose = (event) => this.closed(wire, event.code)
  }

  /** The network is gone: the socket may look open for a long time yet nothing comes over it any more. */
  drop(): void {
    const wire = this.wire
    if (!wire) return
    wire.onclose = null
    wire.close()
    this.closed(wire, 0)
  }

  /** Lets go of everything, e.g. at sign-out. */
  close(): void {
    const wire = this.wire
    this.wire = null
    this.isOpen = false
    this.failures = 0
    this.stopTimers()
    for (const entry of this.runs.values()) entry.reading?.abort()
    this.runs.clear()
    if (wire) {
      wire.onclose = null
      wire.close()
    }
  }

  private opened(wire: Wire): void {
    if (wire !== this.wire) return
    this.isOpen = true
    this.failures = 0
    this.tell('open')
    for (const [runId, entry] of this.runs) {
      entry.reading?.abort()
      entry.reading = null
      this.subscribe(runId, entry)
    }
    this.ping()
    this.heardSomething()
  }

  private closed(wire: Wire, code: number): void {
    if (wire !== this.wire) return
    this.wire = null
    this.isOpen = false
    this.stopTimers()
    this.tell('lost')
    if (code === SIGNED_OUT_CODE) {
      for (const listener of this.denied) listener()
      return
    }
    const wait = backoff(this.failures, this.around.random)
    this.failures += 1
    if (this.failures >= TRIES_BEFORE_FALLBACK) for (const [runId, entry] of this.runs) this.read(runId, entry)
    this.cancelRetry = this.around.later(wait, () => this.connect())
  }

  private heard(data: unknown): void {
    this.heardSomething()
    let message: Inbound
    try {
      message = JSON.parse(String(data)) as Inbound
    } catch {
      return
    }
    if (message.type === 'event') this.runs.get(message.run_id)?.onEvent(message.event)
    else if (message.type === 'changed') for (const listener of this.changed) listener(message.topic, message.id)
    else if (message.type === 'error' && message.run_id) this.refused(message.run_id, message.code)
  }

  /** A socket carries so many runs at once; one more is read over HTTP. */
  private refused(runId: string, code: string): void {
    const entry = this.runs.get(runId)
    if (!entry) return
    if (code === 'too_many_subscriptions') this.read(runId, entry)
    else entry.onError(code)
  }

  /** A dead connection often closes only after minutes: silence beyond a ping's answer counts as closed. */
  private heardSomething(): void {
    this.cancelSilence?.()
    const wire = this.wire
    this.cancelSilence = this.around.later(SILENCE_MS, () => {
      if (wire === this.wire) this.drop()
    })
  }

  private ping(): void {
    this.cancelPing = this.around.later(PING_MS, () => {
      this.say({ type: 'ping' })
      this.ping()
    })
  }

  private read(runId: string, entry: Followed): void {
    if (entry.reading) return
    const reading = new AbortController()
    entry.reading = reading
    const end = () => {
      if (entry.reading === reading) entry.reading = null
    }
    this.around.fallback(runId, entry.after(), entry.onEvent, reading.signal).then(end, end)
  }

  private subscribe(runId: string, entry: Followed): void {
    this.say({ type: 'subscribe', run_id: runId, after: entry.after() })
  }

  private say(message: object): void {
    if (this.isOpen) this.wire?.send(JSON.stringify(message))
  }

  private tell(state: Connection): void {
    for (const listener of this.watchers) listener(state)
  }

  private stopTimers(): void {
    this.cancelRetry?.()
    this.cancelPing?.()
    this.cancelSilence?.()
    this.cancelRetry = this.cancelPing = this.cancelSilence = null
  }
}
