import { expect, it } from 'vitest'
import type { CaseRow } from '@/api/types'
import { chainsOf, duration, failedShare, linePath } from './chains'

const row = (id: string, request_id: string, attempt: number) => ({ id, request_id, attempt }) as CaseRow

it('gathers the attempts of a call, the first one first', () => {
  const chains = chainsOf([row('4', 'b', 2), row('3', 'a', 2), row('2', 'b', 1), row('1', 'a', 1)])
  expect(chains.map((chain) => [chain.request, chain.cases.map((one) => one.id)])).toEqual([
    ['b', ['2', '4']],
    ['a', ['1', '3']],
  ])
})

it('says times as people read them', () => {
  expect([duration(null, 'en'), duration(12.4, 'en'), duration(2340, 'en')]).toEqual(['–', '12ms', '2.3s'])
})

it('draws a line with gaps, within its box', () => {
  expect(linePath([0, 5, null, 10, 99], 40, 10, 10)).toBe('M0.0 10.0L10.0 5.0M30.0 0.0L40.0 0.0')
  expect(linePath([3], 40, 10, 0)).toBe('M0.0 10.0')
})

it('knows the share of calls that failed', () => {
  const sample = { running: 0, p50_ms: null, p99_ms: null }
  expect(failedShare([])).toBeNull()
  expect(failedShare([{ ...sample, calls: 3, failures: 1 }, { ...sample, calls: 1, failures: 0 }])).toBe(0.25)
})
