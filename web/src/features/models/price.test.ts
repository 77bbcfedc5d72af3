import type { TFunction } from 'i18next'
import { expect, it } from 'vitest'
import type { ModelRow } from '@/api/types'
import { priceText } from './price'

type Price = NonNullable<ModelRow['price']>
const t = ((key: string, values: object) => `${key.split('.').pop()} ${Object.values(values).join(' ')}`) as unknown as TFunction
const price = (change: Partial<Price>) => ({ currency: 'USD', input: 0, output: 0, picture: 0, call: 0, ...change }) as Price

it('says what is paid for, in its currency', () => {
  expect(priceText(price({ input: 280_000, output: 1_000_000 }), 'en', t)).toBe('tokens $0.28 $1')
  expect(priceText(price({ currency: 'CNY', picture: 200_000 }), 'zh-CN', t)).toBe('picture ¥0.20')
  expect(priceText(price({ call: 10 }), 'en', t)).toBe('call $0.00001')
})

it('says nothing where nothing is known', () => {
  expect([null, price({})].map((one) => priceText(one, 'en', t))).toEqual([null, null])
})
