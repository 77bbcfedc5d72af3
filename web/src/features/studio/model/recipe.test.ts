import { describe, expect, it } from 'vitest'
import type { Models } from '@/api/types'
import { lackingOf } from '@/components/recipe/lacking'
import { formOf } from './recipe'

const models = { items: [{ id: 'builtin/painter', tasks: ['painting'] }], defaults: {} } as unknown as Models

describe('settings from a file', () => {
  it('fill the form', () => {
    const recipe = { prompt: 'a boat', negative: 'people', model: 'builtin/painter', style: 'ink', width: 640, height: 480, seed: 5, quality: 'high' as const, locked: ['boat'] }
    expect(formOf(recipe, models)).toMatchObject(recipe)
    expect(lackingOf(recipe, models)).toEqual([])
  })
  it('leave out what is not here, and say so', () => {
    const recipe = { prompt: 'a boat', model: 'dream.safetensors', style: 'vaporwave', adapters: [{ id: 'oils', weight: 1 }], aspect: '16:9', seed: 2 ** 40 }
    expect(formOf(recipe, models)).toMatchObject({ model: null, style: null, seed: null, width: 1360, height: 768 })
    expect(lackingOf(recipe, models).map(({ kind, names }) => [kind, names])).toEqual([
      ['model', 'dream.safetensors'],
      ['style', 'vaporwave'],
      ['adapters', 'oils'],
    ])
  })
  it('keep sizes within what is painted', () => {
    expect(formOf({ prompt: 'a', width: 9000, height: 10 }, models)).toMatchObject({ width: 4096, height: 64 })
  })
})
