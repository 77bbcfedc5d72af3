import { describe, expect, it } from 'vitest'
import type { RunEvent } from '@/api/runs/events'
import { emptyRun, hasGap, isOver, reduceRun, type RunState } from './reduce'

const log = (...items: [string, Record<string, unknown>][]): RunEvent[] =>
  items.map(([type, data], index) => ({ seq: index + 1, type, data, at: '2026-01-01T00:00:00Z' }))

const chat = log(
  ['run.queued', { place: 2 }],
  ['run.started', {}],
  ['reasoning.delta', { text: 'A boat ' }],
  ['reasoning.delta', { text: 'needs water.' }],
  ['step', { id: 's1', kind: 'prompt', state: 'started', title: 'Writing the prompt' }],
  ['text.delta', { text: '好的，' }],
  ['step', { id: 's1', kind: 'prompt', state: 'done', title: 'Prompt', detail: 'a boat at dawn' }],
  ['text.delta', { text: '这就画' }],
  ['picture.pending', { painting_run_id: 'run_2', prompt: 'a boat at dawn', count: 2, aspect: '16:9' }],
  ['something.new', { x: 1 }],
  ['text.delta', { text: '。' }],
  ['usage', { prompt_tokens: 12, completion_tokens: 5 }],
  ['title', { title: 'A boat at dawn' }],
  ['message.saved', { message_id: 'msg_9' }],
  ['run.succeeded', {}],
)
const painting = log(
  ['run.queued', { place: 1 }],
  ['run.started', {}],
  ['prompt.written', { prompt: 'a boat' }],
  ['prompt.enriched', { prompt: 'a boat at dawn, mist', locked: ['boat'] }],
  ['progress', { fraction: 0.2, stage: 'sky', index: 0, count: 2, eta_s: 4 }],
  ['progress', { fraction: 0.9, stage: 'ink', index: 0, count: 2, eta_s: 1 }],
  ['picture', { index: 0, picture: { id: 'img_1' } }],
  ['progress', { fraction: 0.1, stage: 'sky', index: 1, count: 2, eta_s: 3 }],
  ['picture', { index: 1, picture: { id: 'img_2' } }],
  ['run.succeeded', {}],
)

/** A small generator with a fixed seed (mulberry32), so that a failure can be seen again. */
function randomFrom(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const shuffled = <T>(items: readonly T[], random: () => number): T[] =>
  items.map((item): [number, T] => [random(), item]).sort((a, b) => a[0] - b[0]).map(([, item]) => item)

function inPortions(events: RunEvent[], random: () => number): RunState {
  let state = emptyRun
  for (let at = 0; at < events.length; ) {
    const size = 1 + Math.floor(random() * 4)
    state = reduceRun(state, events.slice(at, at + size))
    at += size
  }
  return state
}

describe('reduceRun', () => {
  it('builds an answer', () => {
    const run = reduceRun(emptyRun, chat)
    expect(run).toMatchObject({
      seq: 15,
      status: 'succeeded',
      text: '好的，这就画。',
      reasoning: 'A boat needs water.',
      steps: [{ id: 's1', state: 'done', detail: 'a boat at dawn' }],
      pending: [{ painting_run_id: 'run_2', count: 2, aspect: '16:9' }],
      usage: { prompt_tokens: 12, completion_tokens: 5 },
      title: 'A boat at dawn',
      savedMessageId: 'msg_9',
      waiting: [],
    })
    expect(isOver(run)).toBe(true)
  })

  it('builds a painting', () => {
    expect(reduceRun(emptyRun, painting)).toMatchObject({
      status: 'succeeded',
      prompt: 'a boat',
      enriched: 'a boat at dawn, mist',
      locked: ['boat'],
      progress: { fraction: 0.1, index: 1, count: 2 },
      pictures: { 0: { id: 'img_1' }, 1: { id: 'img_2' } },
    })
  })

  it.each([
    ['chat', chat],
    ['painting', painting],
  ])('does not mind how the %s log is cut, repeated or mixed up', (_name, events) => {
    const whole = reduceRun(emptyRun, events)
    for (let seed = 1; seed <= 300; seed += 1) {
      const random = randomFrom(seed)
      const repeated = [...events, ...events.filter(() => random() < 0.5), ...events.filter(() => random() < 0.3)]
      expect(inPortions(shuffled(repeated, random), random), `seed ${seed}`).toEqual(whole)
    }
  })

  it('is the same after a reload in the middle', () => {
    for (let cut = 0; cut <= chat.length; cut += 1) {
      const before = reduceRun(emptyRun, chat.slice(0, cut))
      expect(reduceRun(before, chat)).toEqual(reduceRun(emptyRun, chat))
      expect(reduceRun(before, chat.slice(cut))).toEqual(reduceRun(emptyRun, chat))
    }
  })

  it('waits for what is missing', () => {
    const [a, b, , d] = chat as [RunEvent, RunEvent, RunEvent, RunEvent]
    const run = reduceRun(emptyRun, [a, b, d])
    expect(run.seq).toBe(2)
    expect(hasGap(run)).toBe(true)
    expect(run.reasoning).toBe('')
  })

  it('gives the same object back when nothing is new', () => {
    const run = reduceRun(emptyRun, chat)
    expect(reduceRun(run, chat.slice(3, 9))).toBe(run)
  })

  it('keeps a bar from running backwards', () => {
    const run = reduceRun(emptyRun, log(['progress', { fraction: 0.6, index: 0 }], ['progress', { fraction: 0.4, index: 0 }]))
    expect(run.progress?.fraction).toBe(0.6)
  })

  it('lives with events that lack what they should have', () => {
    const run = reduceRun(
      emptyRun,
      log(['text.delta', {}], ['picture.pending', {}], ['picture', { index: 0 }], ['progress', { fraction: 'x' }], ['run.failed', {}]),
    )
    expect(run).toMatchObject({ text: '', pending: [], pictures: {}, status: 'failed', error: { code: 'unknown' } })
  })
})

it('a place in the queue is told beside the log and takes no number of it', () => {
  const queued = (place: number, seq = 0): RunEvent => ({ seq, type: 'run.queued', data: { place, eta_s: 20 * place }, at: '2026-01-01T00:00:00Z' })
  const waiting = reduceRun(reduceRun(emptyRun, [queued(2)]), [queued(1)])
  expect(waiting).toMatchObject({ seq: 0, status: 'queued', place: 1, eta: 20 })
  const begun = log(['run.started', {}], ['prompt.written', { prompt: 'a boat' }])
  expect(reduceRun(waiting, begun)).toMatchObject({ seq: 2, status: 'running', place: null, eta: null, prompt: 'a boat' })
  expect(reduceRun(reduceRun(waiting, begun), [queued(4, 2)]), 'back in the queue').toMatchObject({ seq: 2, status: 'queued', place: 4, eta: 80 })
  expect(reduceRun(reduceRun(waiting, begun), [queued(4, 1)]), 'told too late').toMatchObject({ status: 'running', place: null })
})

describe('an engine that is asked again', () => {
  it('is told of until its picture is there', () => {
    const again: [string, Record<string, unknown>] = ['attempt', { index: 1, attempt: 2, of: 4, code: 'upstream_rate_limited', wait_s: 2, goes_on: false }]
    expect(reduceRun(emptyRun, log(again)).attempt).toEqual({ index: 1, attempt: 2, of: 4, goes_on: false })
    expect(reduceRun(emptyRun, log(again, ['picture', { index: 0 }])).attempt).not.toBeNull()
    expect(reduceRun(emptyRun, log(again, ['picture', { index: 1, picture: { id: 'img_1' } }])).attempt).toBeNull()
    expect(reduceRun(emptyRun, log(['attempt', { index: 'x' }])).attempt).toBeNull()
  })
})
