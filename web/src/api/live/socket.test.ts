import { describe, expect, it } from 'vitest'
import type { RunEvent } from '@/api/runs/events'
import { backoff } from './backoff'
import { LiveSocket, type Wire } from './socket'
import { eventOfBlock, SseParser } from './sse'

class FakeWire implements Wire {
  sent: Record<string, unknown>[] = []
  isClosed = false
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  send(text: string) {
    this.sent.push(JSON.parse(text) as Record<string, unknown>)
  }
  close() {
    this.isClosed = true
  }
  says(message: object) {
    this.onmessage?.({ data: JSON.stringify(message) })
  }
  subscriptions() {
    return this.sent.filter((m) => m.type === 'subscribe')
  }
}

function setUp() {
  const wires: FakeWire[] = []
  let timers: { at: number; then: () => void }[] = []
  let now = 0
  const reads: { runId: string; after: number; signal: AbortSignal; tell: (event: RunEvent) => void }[] = []
  const socket = new LiveSocket({
    open: () => {
      const wire = new FakeWire()
      wires.push(wire)
      return wire
    },
    later: (ms, then) => {
      const timer = { at: now + ms, then }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    random: () => 0.5,
    fallback: (runId, after, tell, signal) => {
      reads.push({ runId, after, tell, signal })
      return new Promise(() => undefined)
    },
  })
  const advance = (ms: number) => {
    const end = now + ms
    for (;;) {
      const next = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      timers = timers.filter((timer) => timer !== next)
      now = next.at
      next.then()
    }
    now = end
  }
  const last = () => wires[wires.length - 1]!
  return { socket, wires, reads, advance, last }
}

const event = (seq: number): RunEvent => ({ seq, type: 'text.delta', data: { text: 'x' }, at: '' })

describe('LiveSocket', () => {
  it('subscribes when it opens and passes events on', () => {
    const { socket, last } = setUp()
    const seen: number[] = []
    socket.follow('run_1', () => 0, (e) => seen.push(e.seq))
    last().onopen?.()
    expect(last().subscriptions()).toEqual([{ type: 'subscribe', run_id: 'run_1', after: 0 }])
    last().says({ type: 'event', run_id: 'run_1', event: event(1) })
    last().says({ type: 'event', run_id: 'run_other', event: event(1) })
    last().onmessage?.({ data: 'not json' })
    expect(seen).toEqual([1])
  })

  it('shares one connection and unsubscribes', () => {
    const { socket, wires, last } = setUp()
    socket.connect()
    last().onopen?.()
    const stop = socket.follow('run_1', () => 0, () => undefined)
    socket.follow('run_2', () => 4, () => undefined)
    stop()
    expect(wires).toHaveLength(1)
    expect(last().sent).toEqual([
      { type: 'subscribe', run_id: 'run_1', after: 0 },
      { type: 'subscribe', run_id: 'run_2', after: 4 },
      { type: 'unsubscribe', run_id: 'run_1' },
    ])
  })

  it('comes back after the last event that was seen', () => {
    const { socket, wires, advance, last } = setUp()
    let seq = 0
    socket.follow('run_1', () => seq, (e) => (seq = e.seq))
    last().onopen?.()
    last().says({ type: 'event', run_id: 'run_1', event: event(7) })
    last().onclose?.({ code: 1006 })
    advance(1_000)
    expect(wires).toHaveLength(2)
    last().onopen?.()
    expect(last().subscriptions()).toEqual([{ type: 'subscribe', run_id: 'run_1', after: 7 }])
  })

  it('reads over HTTP when sockets do not get through, and stops when one does', () => {
    const { socket, reads, advance, last } = setUp()
    socket.follow('run_1', () => 3, () => undefined)
    last().onclose?.({ code: 1006 })
    expect(reads).toHaveLength(0)
    advance(1_000)
    last().onclose?.({ code: 1006 })
    expect(reads).toMatchObject([{ runId: 'run_1', after: 3 }])
    socket.follow('run_2', () => 0, () => undefined)
    expect(reads).toHaveLength(2)
    advance(2_000)
    last().onopen?.()
    expect(reads.map((read) => read.signal.aborted)).toEqual([true, true])
    expect(last().subscriptions()).toHaveLength(2)
  })

  it('reads over HTTP what the socket does not take, and passes other refusals on', () => {
    const { socket, reads, last } = setUp()
    const refused: string[] = []
    socket.follow('run_1', () => 2, () => undefined, (code) => refused.push(code))
    last().onopen?.()
    last().says({ type: 'error', run_id: 'run_1', code: 'too_many_subscriptions' })
    last().says({ type: 'error', run_id: 'run_1', code: 'run_not_found' })
    expect(reads).toMatchObject([{ runId: 'run_1', after: 2 }])
    expect(refused).toEqual(['run_not_found'])
  })

  it('takes silence for a lost connection', () => {
    const { socket, wires, advance, last } = setUp()
    socket.connect()
    last().onopen?.()
    advance(30_000)
    expect(last().sent).toContainEqual({ type: 'ping' })
    last().says({ type: 'pong' })
    advance(39_000)
    expect(wires).toHaveLength(1)
    advance(3_000)
    expect(wires[0]?.isClosed).toBe(true)
    expect(wires).toHaveLength(2)
  })

  it('comes back by itself after the network was gone', () => {
    const { socket, wires, advance, last } = setUp()
    const states: string[] = []
    socket.watch((state) => states.push(state))
    socket.connect()
    last().onopen?.()
    socket.drop()
    expect([wires[0]?.isClosed, states.at(-1)]).toEqual([true, 'lost'])
    advance(1_000)
    last().onopen?.()
    expect([wires.length, states.at(-1)]).toEqual([2, 'open'])
  })

  it('does not come back after it was closed on purpose', () => {
    const { socket, wires, advance, last } = setUp()
    socket.connect()
    last().onopen?.()
    socket.close()
    advance(100_000)
    expect(wires).toHaveLength(1)
  })

  it('stays closed and says so when the session is over', () => {
    const { socket, wires, advance, last } = setUp()
    let denied = 0
    socket.onDenied(() => (denied += 1))
    socket.connect()
    last().onopen?.()
    last().onclose?.({ code: 4401 })
    advance(100_000)
    expect([denied, wires.length]).toEqual([1, 1])
  })

  it('tells what changed', () => {
    const { socket, last } = setUp()
    const seen: string[] = []
    socket.onChanged((topic, id) => seen.push(`${topic} ${id}`))
    socket.connect()
    last().onopen?.()
    last().says({ type: 'changed', topic: 'conversations', id: 'conv_1' })
    expect(seen).toEqual(['conversations conv_1'])
  })
})

describe('backoff', () => {
  it('doubles, is bounded and spreads', () => {
    expect(backoff(0, () => 0)).toBe(250)
    expect(backoff(0, () => 1)).toBe(500)
    expect(backoff(3, () => 1)).toBe(4_000)
    expect(backoff(40, () => 1)).toBe(15_000)
  })
})

describe('SseParser', () => {
  const text = ': hello\n\nid: 4\nevent: text.delta\ndata: {"seq":4,"type":"text.delta",\ndata: "data":{"text":"画"},"at":""}\n\nid: 5\r\nevent: run.succeeded\r\ndata: {}\r\n\r\n'
  it('gives the same blocks wherever the stream is cut', () => {
    const whole = new SseParser().push(text)
    expect(whole.map((block) => block.id)).toEqual(['4', '5'])
    for (let cut = 0; cut <= text.length; cut += 1) {
      const parser = new SseParser()
      expect([...parser.push(text.slice(0, cut)), ...parser.push(text.slice(cut))]).toEqual(whole)
    }
  })
  it('makes events of blocks with and without the whole event in their data', () => {
    const [first, second] = new SseParser().push(text).map(eventOfBlock)
    expect(first).toEqual({ seq: 4, type: 'text.delta', data: { text: '画' }, at: '' })
    expect(second).toMatchObject({ seq: 5, type: 'run.succeeded', data: {} })
    expect(eventOfBlock({ id: '', event: 'message', data: 'nonsense' })).toBeNull()
  })
})
