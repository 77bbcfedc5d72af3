import { expect, it } from 'vitest'
import { groupOf, monthName } from './groups'

const local = (...parts: [number, number, number, number?]) => new Date(parts[0], parts[1], parts[2], parts[3] ?? 12)
const now = local(2026, 2, 18).getTime()

it('names days as a person would', () => {
  expect(groupOf(local(2026, 2, 18, 1).toISOString(), now)).toBe('today')
  expect(groupOf(local(2026, 2, 17, 23).toISOString(), now)).toBe('yesterday')
  expect(groupOf(local(2026, 2, 12).toISOString(), now)).toBe('week')
  expect(groupOf(local(2026, 2, 11).toISOString(), now)).toBe('2026-03')
  expect(groupOf(local(2025, 11, 31).toISOString(), now)).toBe('2025-12')
})

it('a clock that runs ahead is today', () => expect(groupOf(local(2026, 2, 19).toISOString(), now)).toBe('today'))

it('writes months in the reader’s language', () => {
  expect(monthName('2026-03', 'en')).toBe('March 2026')
  expect(monthName('2026-03', 'zh-CN')).toBe('2026年3月')
})
