import { describe, expect, it } from 'vitest'
import type { UsageTotal } from '@/api/types'
import { byDay, daysUpTo, spent } from './parts'

const total = (day: string, model: string, calls: number, micros = 0, currency: string | null = 'USD'): UsageTotal => ({
  day, model, key_id: null, user_id: null, calls, failed: 0, cost: { amount_micros: micros, currency },
  input_tokens: 1, cache_read_tokens: 2, cache_write_tokens: 3, output_tokens: 4, reasoning_tokens: 5, images: 0, characters: 0, audio_seconds: 0,
}) // prettier-ignore

describe('usage by day', () => {
  it('counts days over the end of a month', () => {
    expect(daysUpTo('2026-03-01', 3)).toEqual(['2026-02-27', '2026-02-28', '2026-03-01'])
  })
  it('keeps every call, in a series of its own or among the others', () => {
    const totals = Array.from({ length: 9 }, (_, at) => total('2026-03-01', `m${at}`, at + 1))
    const model = byDay([...totals, total('2026-02-28', 'm8', 3)], daysUpTo('2026-03-01', 2), 'model', 'calls', (name) => name ?? '', 'others')
    expect(model.series.map((one) => one.name)).toEqual(['m8', 'm7', 'm6', 'm5', 'm4', 'others'])
    expect(model.series[0]!.values).toEqual([3, 9])
    expect(model.series.flatMap((one) => one.values).reduce<number>((sum, value) => sum + (value ?? 0), 0)).toBe(48)
  })
  it('shows six groups without a rest, and all buckets of tokens', () => {
    const totals = Array.from({ length: 6 }, (_, at) => total('2026-03-01', `m${at}`, 1))
    const model = byDay(totals, ['2026-03-01'], 'model', 'tokens', (name) => name ?? '', 'others')
    expect(model.series).toHaveLength(6)
    expect(model.series[0]!.values).toEqual([15])
  })
  it('adds money of one currency only', () => {
    expect(spent([total('d', 'a', 1, 5), total('d', 'b', 1, 7), total('d', 'c', 1, 9, 'CNY'), total('d', 'd', 1, 0, null)])).toEqual([['USD', 12], ['CNY', 9]])
  })
})
