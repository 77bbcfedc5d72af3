import { describe, expect, it } from 'vitest'
import { type Measured, placesOf, withMeasured } from './measured'

const one = (runId: string, value: number, change: Partial<Measured> = {}): Measured => ({
  runId, name: runId, measure: 'kid', value, low: value - 0.1, high: value + 0.1, pictures: [60, 60], features: 'huahua-looks-1', comparable: false, ...change,
})

describe('placesOf', () => {
  it('lies between the least and the most, with zero on the way', () => {
    const places = placesOf([one('a', 0.2), one('b', 0.9)], 'kid')
    expect(places.get('b')?.high).toBe(1)
    expect(places.get('a')?.low).toBeCloseTo(0.1)
    expect(places.get('a')!.value).toBeLessThan(places.get('b')!.value)
  })
  it('keeps values below zero, and measures apart', () => {
    const places = placesOf([one('a', 0), one('f', 80, { measure: 'fid', low: null, high: null })], 'kid')
    expect(places.get('a')).toEqual({ low: 0, value: 0.5, high: 1 })
    expect(places.has('f')).toBe(false)
    expect(placesOf([one('f', 80, { measure: 'fid', low: null, high: null })], 'fid').get('f')).toEqual({ low: 1, value: 1, high: 1 })
  })
})

describe('withMeasured', () => {
  it('has the newest first and each run once', () => {
    const list = withMeasured(withMeasured([one('a', 1)], one('b', 2)), one('a', 3))
    expect(list.map((each) => [each.runId, each.value])).toEqual([['a', 3], ['b', 2]])
  })
  it('does not grow for ever', () => {
    let list: Measured[] = []
    for (let at = 0; at < 30; at += 1) list = withMeasured(list, one(`r${at}`, at))
    expect(list).toHaveLength(12)
  })
})
