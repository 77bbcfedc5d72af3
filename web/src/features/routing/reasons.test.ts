import { expect, test } from 'vitest'
import { dollars, readReason } from './reasons'

test('a reason is read into its parts', () => {
  expect(readReason('near, sticky, quality 0.90 code')).toMatchObject({ prefixes: ['near', 'sticky'], key: 'quality', values: { value: '0.90' }, text: 'quality 0.90 code' })
  expect(readReason('balance 0.82: cost 0.90 speed 0.60 quality 0.88, reasoning')).toMatchObject({ key: 'balance', values: { cost: '0.90', speed: '0.60', quality: '0.88' } })
  expect(readReason('running 3 of 10')).toMatchObject({ key: 'busyOf', values: { value: '3', limit: '10' } })
  expect(readReason('not healthy, last resort')).toMatchObject({ key: 'sick', prefixes: [] })
})

test('a reason of a newer server is shown as it is', () => {
  expect(readReason('the stars say so')).toMatchObject({ prefixes: [], key: null, text: 'the stars say so' })
})

test('what a call costs is said as money', () => {
  expect(['23', '1200000', '0'].map((micros) => dollars(micros, 'en'))).toEqual(['$0.000023', '$1.2', '$0'])
  expect(dollars('23', 'zh-CN')).toBe('US$0.000023')
})
