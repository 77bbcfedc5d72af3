import { expect, it } from 'vitest'
import { makePassword, secureDraw } from './password'

it('is four groups of four letters that cannot be mixed up', () => {
  for (let i = 0; i < 200; i += 1) expect(makePassword(secureDraw)).toMatch(/^([a-km-zA-HJ-NP-Z2-9]{4}-){3}[a-km-zA-HJ-NP-Z2-9]{4}$/)
})

it('uses every draw', () => {
  const draws = Array.from({ length: 16 }, (_, index) => index)
  expect(makePassword(() => draws.shift() ?? 0)).toBe('abcd-efgh-ijkm-npqr')
  expect(draws).toEqual([])
})

it('draws below the bound', () => {
  const seen = new Set(Array.from({ length: 400 }, () => secureDraw(3)))
  expect([...seen].sort()).toEqual([0, 1, 2])
})
