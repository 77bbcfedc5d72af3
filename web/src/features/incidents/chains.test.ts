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
  expect([null, 0.2, 12.4, 999.7, 2340, 44_400].map((ms) => duration(ms, 'en'))).toEqual(['–', '< 1\u00a0ms', '12\u00a0ms', '1\u00a0s', '2.3\u00a0s', '44\u00a0s'])
  expect(duration(12.4, 'zh-CN')).toBe('12毫秒')
})

it('draws a line with gaps, within its box, and a dot for a point alone', () => {
  expect(linePath([0, 5, null, 10, 99], 50, 10, 10)).toBe('M5.0 10.0L15.0 5.0M35.0 0.0L45.0 0.0')
  expect(linePath([3], 40, 10, 10)).toBe('M20.0 7.0h0')
})

it('knows the share of calls that failed', () => {
  const sample = { running: 0, p50_ms: null, p99_ms: null }
  expect(failedShare([])).toBeNull()
  expect(failedShare([{ ...sample, calls: 3, failures: 1 }, { ...sample, calls: 1, failures: 0 }])).toBe(0.25)
})
