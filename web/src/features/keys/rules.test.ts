import { expect, test } from 'vitest'
import { isRestricted, NO_RULES, rulesDraft, rulesOf } from './rules'

const NOW = Date.parse('2026-11-21T12:00:00Z')

test('a key without rules may do everything, for ever', () => {
  const rules = rulesOf(NO_RULES, NOW)
  expect(rules).toMatchObject({ models: null, endpoints: null, networks: null, expires_at: null })
  expect(isRestricted(rules)).toBe(false)
  expect(rulesDraft(rules)).toEqual(NO_RULES)
})

test('an expiry counts from now, and one that is kept stays what it was', () => {
  expect(rulesOf({ ...NO_RULES, expiry: 30 }, NOW).expires_at).toBe('2026-12-21T12:00:00.000Z')
  const kept = rulesOf({ ...NO_RULES, expiry: 'kept' }, NOW, '2027-01-01T00:00:00Z')
  expect(kept.expires_at).toBe('2027-01-01T00:00:00Z')
  expect(rulesDraft(kept).expiry).toBe('kept')
  expect(isRestricted(kept)).toBe(false)
})

test('lists and limits restrict', () => {
  expect(isRestricted(rulesOf({ ...NO_RULES, models: ['auto'] }, NOW))).toBe(true)
  expect(isRestricted(rulesOf({ ...NO_RULES, networks: ['::1'] }, NOW))).toBe(true)
  expect(isRestricted(rulesOf({ ...NO_RULES, limits: { ...NO_RULES.limits, spend: 1 } }, NOW))).toBe(true)
})
