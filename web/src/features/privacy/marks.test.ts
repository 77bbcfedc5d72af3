import { expect, it } from 'vitest'
import { lines, pieces } from './marks'

it('cuts a text at its marks, counting characters as the server does', () => {
  const text = '𝐀 13800138000 坏词'
  const spans = [{ start: 2, end: 13, kind: 'phone' as const }]
  const hits = [{ start: 14, end: 16, rule: 'bad', tier: 'block' as const }]
  expect(pieces(text, { spans, hits })).toEqual([{ text: '𝐀 ' }, { text: '13800138000', kind: 'phone' }, { text: ' ' }, { text: '坏词', rule: 'bad' }])
  expect(pieces('x', { spans: [], hits: [] })).toEqual([{ text: 'x' }])
})

it('lets marks overlap', () => {
  const spans = [{ start: 0, end: 2, kind: 'email' as const }]
  const hits = [{ start: 1, end: 3, rule: 'r', tier: 'log' as const }]
  expect(pieces('abc', { spans, hits })).toEqual([{ text: 'a', kind: 'email' }, { text: 'b', kind: 'email', rule: 'r' }, { text: 'c', rule: 'r' }])
})

it('reads lines', () => {
  expect(lines(' a \n\n b c\n')).toEqual(['a', 'b c'])
})
