import { expect, it } from 'vitest'
import { chunks } from './chunks'
import { keep, noSelection, toggle } from './selection'

const all = ['a', 'b', 'c', 'd', 'e']
const ids = (s: { ids: ReadonlySet<string> }) => [...s.ids].sort().join('')

it('chooses and lets go', () => {
  const one = toggle(noSelection, 'b', all, false)
  expect(ids(one)).toBe('b')
  expect(ids(toggle(one, 'b', all, false))).toBe('')
  expect(ids(noSelection)).toBe('')
})

it('chooses a range in both directions', () => {
  const from = toggle(noSelection, 'd', all, false)
  expect(ids(toggle(from, 'b', all, true))).toBe('bcd')
  expect(ids(toggle(from, 'e', all, true))).toBe('de')
})

it('a range without a start is one', () => expect(ids(toggle(noSelection, 'c', all, true))).toBe('c'))

it('forgets what was deleted', () => {
  const three = toggle(toggle(noSelection, 'a', all, false), 'c', all, true)
  expect(ids(keep(three, ['a', 'c']))).toBe('ac')
  expect(keep(three, ['a', 'b']).anchor).toBeNull()
  expect(keep(three, all)).toBe(three)
})

it('cuts long lists for the server', () => {
  expect(chunks([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]])
  expect(chunks([], 2)).toEqual([])
})
