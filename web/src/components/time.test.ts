import { describe, expect, it } from 'vitest'
import { periodOf, relativeTime } from './time'

const now = new Date(2026, 5, 15, 12, 0, 0).getTime()
const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString()

describe('relativeTime', () => {
  it.each([
    [10, 'en', 'just now'],
    [-5, 'en', 'just now'],
    [60, 'en', '1 min. ago'],
    [3 * 3600, 'zh-CN', '3小时前'],
    [86_400, 'en', 'yesterday'],
    [20 * 86_400, 'en', 'May 26'],
    [400 * 86_400, 'zh-CN', '2025年5月11日'],
  ])('%d s ago in %s is %s', (seconds, locale, words) => {
    expect(relativeTime(ago(seconds), locale, now, 'just now')).toBe(words)
  })
  it('says nothing for what is not a time', () => expect(relativeTime('x', 'en', now, 'just now')).toBe(''))
})

describe('periodOf', () => {
  it.each([
    [3600, 'today'],
    [13 * 3600, 'yesterday'],
    [3 * 86_400, 'week'],
    [9 * 86_400, 'month'],
    [90 * 86_400, 'older'],
  ])('%d s ago is %s', (seconds, period) => expect(periodOf(ago(seconds), now)).toBe(period))
})
