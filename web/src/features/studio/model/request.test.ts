import { describe, expect, it } from 'vitest'
import type { ModelInfo, Models, Picture } from '@/api/types'
import { can, longestSide, paintsSize, sketchWay } from './able'
import { emptyForm, type Form, lockedWords, studioModel, studioModels, toggledAdapter } from './form'
import { type Board, kindOf, missing, operationRequest, requestOf, varyRequest } from './request'
import { NO_EXTEND } from './steps'

const painting: NonNullable<ModelInfo['painting']> = {
  min_side: 64, max_side: 2048, side_step: 1, sizes: [], ratios: [], max_count: 8, seed: true, negative: true, styles: [], quality: false, edit: true,
  mask: true, strength: false, max_references: 0, controls: [], adapters: false, adapter_families: [], operations: ['paint', 'upscale'], previews: false, needs_source: false,
}
const model = (more: Partial<typeof painting> = {}, id = 'builtin/painter'): ModelInfo => ({
  id, tasks: ['painting'], owned_by: 'builtin', builtin: true, vision: false, tools: false, virtual: false, painting: { ...painting, ...more },
})
const picture = { id: 'img_1', width: 512, height: 384, prompt: 'a boat' } as Picture
const form: Form = { ...emptyForm, prompt: ' a red boat ', negative: 'fog', seed: 7, quality: 'high', strength: 0.4, locked: ['Red', 'gone'] }
const board = (more: Partial<Board> = {}): Board => ({ task: 'edit', source: picture, extend: NO_EXTEND, masked: false, ...more })

describe('what the button does', () => {
  it('follows what is on the canvas', () => {
    expect(kindOf(board())).toBe('edit')
    expect(kindOf(board({ masked: true }))).toBe('region')
    expect(kindOf(board({ masked: true, extend: { ...NO_EXTEND, top: 3 } }))).toBe('extend')
    expect(kindOf(board({ task: 'new', masked: true }))).toBe('new')
    expect(kindOf(board({ source: null }))).toBe('new')
  })
  it('says what is missing', () => {
    expect(missing(form, board(), null)).toBe('model')
    expect(missing(form, board(), model({ edit: false }))).toBe('edit')
    expect(missing(form, board({ masked: true }), model({ mask: false }))).toBe('mask')
    expect(missing(emptyForm, board({ masked: true }), model())).toBe('prompt')
    expect(missing(emptyForm, board({ extend: { ...NO_EXTEND, left: 9 } }), model())).toBeNull()
    expect(missing(form, board({ task: 'new' }), model({ needs_source: true }))).toBe('source')
    expect(missing(form, board(), model())).toBeNull()
  })
})

describe('requestOf', () => {
  it('asks for a new picture with all that the model can do', () => {
    expect(requestOf(form, board({ task: 'new' }), model({ quality: true }), null, null)).toEqual({
      prompt: 'a red boat', model: 'builtin/painter', count: 1, seed: 7, negative: 'fog', quality: 'high', mode: 'new', width: 1024, height: 1024,
      enrich: true, locked: ['Red'],
    })
  })
  it('leaves out what the model cannot do', () => {
    const asked = requestOf({ ...form, references: [picture] }, board({ masked: true }), model({ seed: false, negative: false }), 'bWFzaw==', null)
    expect(asked).toEqual({ prompt: 'a red boat', model: 'builtin/painter', count: 1, mode: 'edit', source_id: 'img_1', mask: 'bWFzaw==' })
  })
  it('sends strength, references and a larger canvas where they belong', () => {
    const able = model({ strength: true, max_references: 2 })
    const many = [picture, { ...picture, id: 'img_2' }, { ...picture, id: 'img_3' }]
    const asked = requestOf({ ...form, references: many }, board({ extend: { ...NO_EXTEND, left: 64 } }), able, null, null)
    expect(asked).toMatchObject({ strength: 0.4, references: ['img_1', 'img_2'], extend: { left: 64, top: 0, right: 0, bottom: 0 } })
  })
  it('takes trained styles to models that can use them', () => {
    const styled = { ...form, adapters: toggledAdapter([], 'sty_1') }
    expect(requestOf(styled, board(), model({ adapters: true }), null, null)).toMatchObject({ adapters: [{ id: 'sty_1', weight: 1 }] })
    expect(requestOf(styled, board(), model(), null, null)).not.toHaveProperty('adapters')
    expect(toggledAdapter(styled.adapters, 'sty_1')).toEqual([])
  })
  it('hands a sketch over in the way that the model takes', () => {
    expect(requestOf(form, board(), model({ controls: ['depth', 'line'] }), null, 'img_9')).toMatchObject({ controls: [{ kind: 'line', source_id: 'img_9', weight: 1 }] })
    expect(requestOf(form, board(), model({ max_references: 1 }), null, 'img_9')).toMatchObject({ references: ['img_9'] })
    expect(requestOf(form, board(), model(), null, 'img_9')).not.toHaveProperty('references')
  })
  it('varies and enlarges', () => {
    expect(varyRequest(picture, { ...form, count: 4 }, model())).toMatchObject({ mode: 'vary', prompt: 'a boat', count: 4 })
    expect(operationRequest(picture, model(), 'upscale', 4)).toMatchObject({ operation: 'upscale', scale: 4, source_id: 'img_1' })
    expect(operationRequest(picture, model(), 'remove_background')).not.toHaveProperty('scale')
  })
})

describe('models', () => {
  const avatar: ModelInfo = { ...model({}, 'builtin/avatar'), tasks: ['painting', 'avatar'] }
  const models: Models = { items: [avatar, model(), model({}, 'other')], next_cursor: null, defaults: { dialogue: 'x', painting: 'builtin/painter' } }
  it('are those that paint words', () => expect(studioModels(models).map(({ id }) => id)).toEqual(['builtin/painter', 'other']))
  it('are chosen, else by default', () => {
    expect(studioModel('other', models)?.id).toBe('other')
    expect(studioModel('gone', models)?.id).toBe('builtin/painter')
    expect(studioModel('gone', undefined)).toBeNull()
  })
  it('tell what they can', () => {
    expect(can(model(), 'upscale')).toBe(true)
    expect(can(model(), 'remove_background')).toBe(false)
    expect(can({ ...model(), painting: null }, 'mask')).toBe(true)
    expect(can(null, 'seed')).toBe(false)
    expect(can(model({ strength: true, edit: false }), 'strength')).toBe(false)
    expect(sketchWay({ ...painting, controls: ['canny'] })).toBe('canny')
    expect(longestSide(model())).toBe(2048)
    expect(paintsSize(model({ side_step: 8 }), 1025, 1024)).toBe(false)
    expect(paintsSize(model({ sizes: [[1024, 1024]] }), 1024, 1024)).toBe(true)
  })
})

it('keeps locks only while their words are there', () => expect(lockedWords(form)).toEqual(['Red']))
