import { describe, expect, it } from 'vitest'
import { changedFields, type Field, inWords, saidOf, withField } from './fields'

const field = (name: string, labels: Record<string, string>, many = false): Field => ({
  name,
  label: name,
  values: Object.entries(labels).map(([value, label]) => ({ value, label, en: value })),
  many,
  free: false,
})

describe('chips', () => {
  it('say values in words, nothing where nothing is said, and that there is none', () => {
    const worn = field('accessories', { hat: '帽子', scarf: '围巾' }, true)
    expect(saidOf(worn, { accessories: ['hat', 'scarf'] }, '没有', '、')).toBe('帽子、围巾')
    expect(saidOf(worn, { accessories: [] }, '没有', '、')).toBe('没有')
    expect(saidOf(worn, {}, '没有', '、')).toBe('')
  })
  it('set and clear one field', () => {
    expect(withField({ a: '1', b: '2' }, 'a', null)).toEqual({ b: '2' })
    expect(withField({ b: '2' }, 'a', ['x'])).toEqual({ a: ['x'], b: '2' })
  })
  it('know what changed', () => {
    expect(changedFields({ a: '1', b: ['x'] }, { b: ['x', 'y'], c: '3' }).sort()).toEqual(['a', 'b', 'c'])
  })
  it('are named in the reader’s language when a drawing cannot show them', () => {
    const worn = field('accessories', { hat: '帽子', scarf: '围巾' }, true)
    expect(inWords(['scarf', 'dreamy'], [worn], { accessories: ['scarf'] })).toEqual(['围巾', 'dreamy'])
  })
})
