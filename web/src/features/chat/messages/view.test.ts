import { describe, expect, it } from 'vitest'
import { emptyRun, type RunState } from '@/api/runs/reduce'
import type { Message, PictureSlot } from '@/api/types'
import { viewMessage } from './view'

const message = (change: Partial<Message> = {}) =>
  ({ text: '', reasoning: null, steps: [], status: 'running', error: null, pictures: [], usage: null, ...change }) as unknown as Message
const run = (change: Partial<RunState>): RunState => ({ ...emptyRun, seq: 3, status: 'running', ...change })

describe('viewMessage', () => {
  it('shows what the run has said so far', () => {
    expect(viewMessage(message(), run({ text: 'Hel', reasoning: 'hm' }))).toMatchObject({ text: 'Hel', reasoning: 'hm', status: 'running' })
  })
  it('shows the saved message once it is settled', () => {
    expect(viewMessage(message({ status: 'done', text: 'Hello' }), run({ text: 'Hel' }))).toMatchObject({ text: 'Hello', status: 'done' })
  })
  it('keeps the words between the end of the run and the saved message', () => {
    expect(viewMessage(message(), run({ text: 'Hello', status: 'succeeded' }))).toMatchObject({ text: 'Hello', status: 'done' })
    expect(viewMessage(message(), run({ text: 'Hel', status: 'cancelled' }))).toMatchObject({ text: 'Hel', status: 'cancelled' })
  })
  it('shows what is there before the first event', () => {
    expect(viewMessage(message({ text: 'part' }), undefined)).toMatchObject({ text: 'part', status: 'running' })
  })
  it('adds paintings that the saved message does not know yet, once', () => {
    const pending = [1, 2].map((n) => ({ painting_run_id: `run_${n}`, prompt: '', count: 1, aspect: null }))
    const known = [{ painting_run_id: 'run_1', status: 'running' }] as PictureSlot[]
    const { slots } = viewMessage(message({ pictures: known }), run({ pending }))
    expect(slots.map((slot) => [slot.painting_run_id, slot.status])).toEqual([
      ['run_1', 'running'],
      ['run_2', 'queued'],
    ])
  })
})
