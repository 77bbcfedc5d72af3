import { describe, expect, it } from 'vitest'
import type { Picture } from '@/api/types'
import { fileName, markLocked, recipeJson, recipeText } from './recipe'

const picture: Picture = {
  id: 'img_1', origin: 'painted', width: 1024, height: 768, media_type: 'image/png', bytes: 1, prompt: 'A stone bridge, rain',
  enriched_prompt: 'A stone bridge (old) in the rain', negative: '', model: 'builtin/painter', style: 'ink', seed: 7, unmet: ['umbrella'],
  locked: ['stone bridge'], source_id: null, conversation_id: null, starred: false, cached: false, ai_generated: true, created_at: '2026-01-01T00:00:00Z',
  urls: { original: '', view: '', medium: '', thumb: '' }, recipe: { engine: 'painter', seed: 8 },
}
const labels = { prompt: 'Words', enriched: 'Enriched', locked: 'Locked', negative: 'Without', unmet: 'Not drawn', model: 'Model', style: 'Style', seed: 'Seed', size: 'Size' }

describe('recipe', () => {
  it('prefers what the engine says and leaves out what is not known', () => {
    const recipe = JSON.parse(recipeJson(picture)) as Record<string, unknown>
    expect(recipe).toMatchObject({ engine: 'painter', seed: 8, style: 'ink' })
    expect(recipe).not.toHaveProperty('negative')
    expect(recipe).not.toHaveProperty('source_id')
  })
  it('reads as plain lines', () => {
    expect(recipeText(picture, labels).split('\n')).toEqual([
      'Words: A stone bridge, rain', 'Enriched: A stone bridge (old) in the rain', 'Locked: stone bridge', 'Not drawn: umbrella',
      'Model: builtin/painter', 'Style: ink', 'Seed: 7', 'Size: 1024 × 768',
    ])
  })
  it('does not say the same prompt twice', () => {
    expect(recipeText({ ...picture, enriched_prompt: picture.prompt }, labels)).not.toContain('Enriched')
  })
})

describe('markLocked', () => {
  it('marks words wherever they stand, in any case', () => {
    expect(markLocked('Stone bridge by a stone bridge.', ['stone bridge'])).toEqual([
      { text: 'Stone bridge', locked: true }, { text: ' by a ', locked: false }, { text: 'stone bridge', locked: true }, { text: '.', locked: false },
    ])
  })
  it('takes words literally and the longest first', () => {
    expect(markLocked('a (b) bb', ['b', '(b)']).filter((piece) => piece.locked).map((piece) => piece.text)).toEqual(['(b)', 'b', 'b'])
  })
  it('leaves a prompt without locks whole', () => expect(markLocked('月亮', [])).toEqual([{ text: '月亮', locked: false }]))
})

it('names downloads after the words', () => {
  expect(fileName(picture)).toBe('A-stone-bridge-rain.png')
  expect(fileName({ ...picture, prompt: '雨后／江南 ☂', media_type: 'image/jpeg' })).toBe('雨后-江南.jpg')
  expect(fileName({ ...picture, prompt: '', recipe: { file_name: 'Mein Haus.JPG' }, media_type: 'image/jpeg' })).toBe('Mein-Haus.jpg')
  expect(fileName({ ...picture, prompt: '', recipe: {}, media_type: 'image/svg+xml' })).toBe('img_1.svg')
})
