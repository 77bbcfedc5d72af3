import { describe, expect, it } from 'vitest'
import type { ModelRow, PresetModel } from '@/api/types'
import { changesOf, choices, draftOf, freeName, guess, poolShares } from './drafts'

const row = (id: string, extra: Partial<ModelRow> = {}): ModelRow => ({
  id, name: id, provider: 'p', model: id, tasks: ['dialogue'], weight: 1, vision: false, tools: true, enabled: true, source: 'page', context_tokens: null, timeout_s: null, options: {},
  price: null, cost: null, region: null, data_classes: [], quality: {}, near: false, max_concurrency: null, max_waiting: null, gather: true,
  hedge: false, hedge_after_s: null, first_byte_timeout_s: null, idle_timeout_s: null, cache: null, ...extra,
})

describe('guess', () => {
  it.each([
    ['text-embedding-3-small', ['embedding'], false, false],
    ['BAAI/bge-m3', ['embedding'], false, false],
    ['gpt-image-2', ['painting'], false, false],
    ['black-forest-labs/FLUX.1-schnell', ['painting'], false, false],
    ['gpt-4o', ['dialogue'], true, true],
    ['deepseek-chat', ['dialogue'], false, true],
    ['qwen2.5-vl-7b', ['dialogue'], true, true],
    ['whisper-large-v3', ['transcription'], false, false],
    ['gpt-4o-mini-tts', ['speech'], false, false],
    ['omni-moderation-latest', ['moderation'], false, false],
    ['BAAI/bge-reranker-v2-m3', ['rerank'], false, false],
    ['gpt-realtime', ['realtime'], false, false],
  ])('%s', (id, tasks, vision, tools) => expect(guess(id)).toEqual({ tasks, vision, tools }))
  it.each(['sora-2', 'deepseek-ocr', 'veo-3.1'])('%s is of no use here', (id) => expect(guess(id)).toBeNull())
})

describe('choices', () => {
  const suggested: PresetModel[] = [{ id: 'a', tasks: ['dialogue'], vision: true, tools: true }, { id: 'gone', tasks: ['dialogue'], vision: false, tools: true }]
  const models = (list: { model: string }[]) => list.map((one) => one.model)
  it('names each model once: rows, suggestions that exist, what was found, own ones', () => {
    const list = choices([row('r', { model: 'z' })], [draftOf('own', [])], suggested, ['z', 'b', 'a', 'sora-2'])
    expect(models(list)).toEqual(['z', 'a', 'b', 'own'])
    expect(list.map((one) => one.drafted !== null)).toEqual([false, false, false, true])
  })
  it('does not move what is ticked', () => {
    const before = models(choices([], [], suggested, ['b', 'a', 'c']))
    expect(models(choices([], [draftOf('c', []), draftOf('a', [])], suggested, ['b', 'a', 'c']))).toEqual(before)
  })
  it('keeps two rows of one model apart', () => {
    const rows = [row('r1', { model: 'z', name: 'fast' }), row('r2', { model: 'z', name: 'best' })]
    const list = choices(rows, [{ ...rows[1]! }], [], [])
    expect(list.map((one) => one.drafted?.name ?? null)).toEqual([null, 'best'])
  })
  it('shows the suggestions before any test', () => expect(models(choices([], [], suggested, []))).toEqual(['a', 'gone']))
  it('takes what all models of a provider are for over a guess', () => {
    expect(draftOf('dream', suggested, 'painting').tasks).toEqual(['painting'])
    expect(choices([], [], [], ['sora-2'], 'painting')).toHaveLength(1)
  })
  it('takes what the preset knows over a guess', () => expect(draftOf('a', suggested).vision).toBe(true))
})

describe('changesOf', () => {
  const before = [row('one'), row('two', { tasks: ['dialogue', 'painting'] })]
  const draft = (r: ModelRow) => ({ ...r })
  it('sends nothing for the same', () => {
    expect(changesOf(before, [draft(before[0]!), { ...draft(before[1]!), tasks: ['painting', 'dialogue'] }])).toEqual({ add: [], change: [], remove: [] })
  })
  it('knows quality scores whatever their order', () => {
    const rows = [row('one', { quality: { code: 0.5, dialogue: 0.6 } })]
    expect(changesOf(rows, [{ ...rows[0]!, quality: { dialogue: 0.6, code: 0.5 } }]).change).toEqual([])
    expect(changesOf(rows, [{ ...rows[0]!, quality: { dialogue: 0.6 }, max_concurrency: 4 }]).change).toEqual([{ id: 'one', fields: { quality: { dialogue: 0.6 }, max_concurrency: 4 } }])
  })
  it('sends what was set in the advanced part, and null for what was emptied', () => {
    const rows = [row('one', { hedge: true, hedge_after_s: 2, idle_timeout_s: 30 })]
    const cache = { use: true, scope: 'user', ttl_s: 60, price: null, semantic: null, threshold: null } as const
    const drafted = { ...rows[0]!, hedge_after_s: 0.5, idle_timeout_s: null, max_waiting: 0, cache }
    expect(changesOf(rows, [drafted]).change).toEqual([{ id: 'one', fields: { hedge_after_s: 0.5, idle_timeout_s: null, max_waiting: 0, cache } }])
    expect(changesOf([], [draftOf('new', [])]).add[0]).toMatchObject({ hedge: false, cache: null, max_waiting: null, first_byte_timeout_s: null })
  })
  it('adds, changes only what differs, and removes', () => {
    const changes = changesOf(before, [{ ...draft(before[0]!), weight: 3, name: ' ' }, draftOf('new', [])])
    expect(changes.remove).toEqual(['two'])
    expect(changes.change).toEqual([{ id: 'one', fields: { weight: 3 } }])
    expect(changes.add).toMatchObject([{ model: 'new', name: 'new', tasks: ['dialogue'] }])
    expect(changes.add[0]).not.toHaveProperty('id')
  })
})

it('finds a free name', () => {
  expect(freeName('openai', [])).toBe('openai')
  expect(freeName('openai', ['openai', 'openai-2'])).toBe('openai-3')
  expect(freeName('', ['x'])).toBe('provider')
})

it('shares of a pool add up, and lone or disabled rows have none', () => {
  const shares = poolShares([row('a', { name: 'x', weight: 1 }), row('b', { name: 'x', weight: 3 }), row('c', { name: 'x', enabled: false }), row('d')])
  expect(shares.get('a')).toBe(0.25)
  expect(shares.get('b')).toBe(0.75)
  expect([...shares.keys()]).toEqual(['a', 'b'])
})
