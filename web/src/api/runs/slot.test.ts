import { describe, expect, it } from 'vitest'
import { emptyRun, type RunState } from '@/api/runs/reduce'
import type { Picture, PictureSlot } from '@/api/types'
import { ratioOf, viewSlot } from './slot'

const picture = (id: string, width = 160, height = 90) => ({ id, width, height, prompt: 'a boat', enriched_prompt: null, locked: [] as string[] }) as Picture
const slot = (change: Partial<PictureSlot> = {}): PictureSlot => ({
  painting_run_id: 'run_1',
  latest_run_id: 'run_1',
  status: 'running',
  prompt: 'a boat',
  count: 3,
  aspect: '16:9',
  pictures: [],
  places: [],
  missing: [],
  error: null,
  ...change,
})
const run = (change: Partial<RunState>): RunState => ({ ...emptyRun, seq: 5, status: 'running', ...change })
const states = (view: ReturnType<typeof viewSlot>) => view.cells.map((cell) => cell.state)

describe('viewSlot', () => {
  it('waits in line', () => {
    const view = viewSlot(slot({ status: 'queued' }), run({ status: 'queued', place: 3, eta: 40 }))
    expect(view).toMatchObject({ status: 'queued', place: 3, eta: 40, fraction: null })
    expect(states(view)).toEqual(['waiting', 'waiting', 'waiting'])
  })
  it('fills in, whichever picture comes first', () => {
    const view = viewSlot(
      slot(),
      run({ pictures: { 1: picture('b') }, progress: { fraction: 0.5, stage: null, index: 2, count: 3, eta_s: 4, previews: {} } }),
    )
    expect(states(view)).toEqual(['waiting', 'done', 'painting'])
    expect(view).toMatchObject({ fraction: 0.5, at: 3, eta: 4 })
  })
  it('shows how far each picture is that has a preview', () => {
    const view = viewSlot(
      slot(),
      run({ pictures: {}, progress: { fraction: 0.4, stage: null, index: 0, count: 3, eta_s: 4, previews: { 0: 7, 2: 3 } } }),
    )
    expect(states(view)).toEqual(['painting', 'waiting', 'painting'])
    expect(view.cells[2]).toEqual({ state: 'painting', preview: 3 })
  })
  it('shows what a finished message holds, not an old log', () => {
    const view = viewSlot(slot({ status: 'done', pictures: [picture('a')] }), run({ pictures: { 0: picture('x'), 1: picture('y') } }))
    expect(view.cells).toEqual([{ state: 'done', picture: picture('a') }])
    expect(view.ratio).toBeCloseTo(16 / 9)
  })
  it('keeps what was painted before it was stopped', () => {
    const view = viewSlot(slot(), run({ status: 'cancelled', pictures: { 0: picture('a') } }))
    expect(view).toMatchObject({ status: 'cancelled', missing: 2 })
    expect(states(view)).toEqual(['done', 'missing', 'missing'])
  })
  it('shows pictures in their places, and those that did not come between them', () => {
    const settled = slot({ status: 'done', pictures: [picture('a'), picture('c')], places: [0, 2], missing: [1] })
    expect(states(viewSlot(settled, undefined))).toEqual(['done', 'missing', 'done'])
    const again = slot({ latest_run_id: 'run_2', pictures: [picture('a'), picture('c')], places: [0, 2] })
    const view = viewSlot(again, run({ pictures: { 0: picture('a') }, progress: { fraction: 0.7, stage: 'again', index: 1, count: 3, eta_s: 4, previews: {} } }))
    expect(states(view)).toEqual(['done', 'painting', 'done'])
    expect(view).toMatchObject({ runId: 'run_2', pausing: true })
  })
  it('has no places where nothing came, nor for what was deleted', () => {
    expect(viewSlot(slot({ status: 'failed', missing: [0, 1, 2] }), undefined)).toMatchObject({ cells: [], missing: 3 })
    expect(states(viewSlot(slot({ status: 'done', pictures: [picture('c')], places: [2] }), undefined))).toEqual(['done'])
  })
  it('takes a restart of the server for a failure', () => {
    expect(viewSlot(slot(), run({ status: 'interrupted' })).status).toBe('failed')
  })
})

describe('ratioOf', () => {
  it.each([
    ['16:9', 16 / 9],
    ['1024:512', 2],
    [null, 1],
    ['nonsense', 1],
    ['1:0', 1],
    ['100:1', 4],
  ])('%s', (aspect, ratio) => expect(ratioOf(aspect)).toBeCloseTo(ratio))
})
