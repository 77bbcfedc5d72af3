import { expect, it } from 'vitest'
import type { HealthSample, UpstreamHealth } from '@/api/types'
import { byNeed, csvOf, padded, roundTop, SLOTS, sumOf } from './trails'

const sample = (calls: number, failures = 0): HealthSample => ({ calls, failures, running: 1, p50_ms: 12, p99_ms: 40 })
const upstream = (model: string, change: Partial<UpstreamHealth>) => ({ key: `p/${model}`, model, provider: 'p', account: 1, alarm: false, state: 'closed', calls: 0, trail: [], ...change }) as UpstreamHealth

it('fills a short trail at its beginning', () => {
  const trail = padded([sample(3)])
  expect([trail.length, trail[0]?.calls, trail[SLOTS - 1]?.calls]).toEqual([SLOTS, 0, 3])
  expect(padded(Array.from({ length: 70 }, (_, index) => sample(index)))[0]?.calls).toBe(10)
})

it('adds the trails slot by slot from their ends, but no percentiles', () => {
  const sum = sumOf([[sample(1), sample(2, 1)], [sample(5)]])
  expect(sum.slice(-2).map(({ calls, failures }) => [calls, failures])).toEqual([[1, 0], [7, 1]])
  expect(sum.at(-1)?.p99_ms).toBeNull()
})

it('ends an axis at a round number', () => {
  expect([0, 1, 3, 7, 10, 11, 259, 5001].map(roundTop)).toEqual([1, 1, 3, 8, 10, 20, 300, 6000])
})

it('puts first what needs a look', () => {
  const all = [upstream('idle', {}), upstream('calm', { calls: 2 }), upstream('busy', { calls: 9 }), upstream('out', { state: 'open', calls: 1 }), upstream('refused', { alarm: true })]
  expect(byNeed(all).map((one) => one.model)).toEqual(['refused', 'out', 'busy', 'calm', 'idle'])
})

it('writes a line for each sample, and never a formula', () => {
  const text = csvOf([upstream('=a,"b"', { trail: [sample(2, 1), { ...sample(0), p50_ms: null, p99_ms: null }] })], Date.UTC(2026, 0, 2, 3, 4, 5))
  expect(text.split('\n').slice(1)).toEqual([`2026-01-02T03:03:55.000Z,p,"'=a,""b""",1,2,1,1,12,40`, `2026-01-02T03:04:05.000Z,p,"'=a,""b""",1,0,0,1,,`])
})
