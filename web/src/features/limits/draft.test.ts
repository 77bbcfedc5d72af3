import { expect, test } from 'vitest'
import { draftOf, hasLimits, limitsOf, NO_LIMITS } from './draft'

test('what is typed comes back as it was', () => {
  const draft = { requests: 5, tokens: null, parallel: 2, spend: 12.34, period: 'day' as const }
  expect(limitsOf(draft)).toEqual({ requests_per_minute: 5, tokens_per_minute: 0, parallel_calls: 2, spend_micros: 12_340_000, spend_period: 'day' })
  expect(draftOf(limitsOf(draft))).toEqual(draft)
})

test('nothing typed is no limit', () => {
  expect(hasLimits(limitsOf(NO_LIMITS))).toBe(false)
  expect(hasLimits(limitsOf({ ...NO_LIMITS, spend: 0.000001 }))).toBe(true)
  expect(draftOf(limitsOf(NO_LIMITS))).toEqual(NO_LIMITS)
})
