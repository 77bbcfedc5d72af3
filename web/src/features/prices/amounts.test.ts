import { describe, expect, it } from 'vitest'
import { amountsOf, entryKey, priceWith, says, wrongAmounts } from './amounts'

const price = priceWith(amountsOf(null), 'USD', null)

describe('amounts of a price', () => {
  it('come back as they were typed', () => {
    const amounts = { ...amountsOf(null), input: '0.15', output: '0.6', cache_read: '0' }
    const made = priceWith(amounts, 'USD', null)
    expect(made).toMatchObject({ input: 150_000, output: 600_000, cache_read: 0, cache_write: null, picture: 0, currency: 'USD' })
    expect(amountsOf(made)).toEqual(amounts)
  })
  it('keep what the form does not show', () => {
    const before = { ...price, pictures: { '1024x1024/high': 190_000 }, longer: [{ above: 128_000, price }] }
    expect(priceWith(amountsOf(before), 'CNY', before)).toMatchObject({ pictures: before.pictures, longer: before.longer, currency: 'CNY' })
  })
  it('are refused where they are none', () => {
    expect(wrongAmounts({ ...amountsOf(null), input: '1,5', output: '-1', call: '0.1' })).toEqual(['input', 'output'])
  })
  it('say nothing when nothing is typed', () => {
    expect(says(amountsOf(price))).toBe(false)
    expect(says({ ...amountsOf(price), call: '1' })).toBe(true)
  })
})

it('names an entry by its model, and its provider where it has one', () => {
  expect(entryKey({ model: 'fast', provider: '' })).toBe('fast')
  expect(entryKey({ model: 'fast', provider: 'up' })).toBe('fast @ up')
})
