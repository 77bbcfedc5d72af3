import { describe, expect, it } from 'vitest'
import { viewSlot } from '@/api/runs/slot'
import type { Picture, PictureSlot } from '@/api/types'
import { told } from './told'

const picture = { width: 1, height: 1, prompt: 'a boat', enriched_prompt: null, locked: [] as string[] } as Picture
const slot = (status: PictureSlot['status'], pictures: Picture[] = []): PictureSlot => ({
  painting_run_id: 'run_1', latest_run_id: 'run_1', status, prompt: 'a boat', count: 2, aspect: '1:1', pictures, places: pictures.map((_, at) => at), missing: [], error: null,
})
const view = (status: PictureSlot['status'], pictures: Picture[] = [], more: object = {}) => ({ ...viewSlot(slot(status, pictures), undefined), ...more })

describe('what is told of a painting', () => {
  it('changes with the place in the line, with each picture and with each quarter, and not between', () => {
    expect(told(view('queued', [], { place: 3 }), false).key).not.toBe(told(view('queued', [], { place: 2 }), false).key)
    const early = told(view('running', [], { fraction: 0.3 }), false)
    expect(told(view('running', [], { fraction: 0.4 }), false).key).toBe(early.key)
    expect(told(view('running', [], { fraction: 0.5 }), false).key).not.toBe(early.key)
    expect(told(view('running', [picture], { fraction: 0.3 }), false).key).not.toBe(early.key)
  })
  it('ends as the painting ended', () => {
    expect(told(view('done', [picture]), true).kind).toBe('finished')
    expect(told(view('failed'), true).kind).toBe('failed')
    expect(told(view('cancelled', [picture]), true).kind).toBe('cancelled')
  })
})
