import { expect, it } from 'vitest'
import { bytes } from '@/components/bytes'
import { partsOf } from './cacheParts'

it('shares out the answers, and has nothing to share while nobody asked', () => {
  expect(partsOf({ hits: 0, shared: 0, made: 0 })).toEqual([])
  expect(partsOf({ hits: 1, shared: 0, made: 3 }).map(({ name, share }) => [name, share])).toEqual([['hits', 0.25], ['shared', 0], ['made', 0.75]])
})

it('says amounts of memory in their own unit', () => {
  expect([0, 999, 1000, 1500, 67_108_864, 2e9].map((amount) => bytes(amount, 'en'))).toEqual(['0 kB', '1 kB', '1 kB', '1.5 kB', '67 MB', '2 GB'])
})
