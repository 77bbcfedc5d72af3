import { expect, it } from 'vitest'
import { isCoarse, sources } from './sharpness'

const urls = { original: '/o', view: '/v', medium: '/m', thumb: '/t' }

it('asks for more only where the thumbnail is stretched', () => {
  expect(isCoarse({ width: 1024, height: 1024 }, 224, 1)).toBe(false)
  expect(isCoarse({ width: 1024, height: 1024 }, 224, 2)).toBe(true)
  expect(isCoarse({ width: 1360, height: 768 }, 396, 1)).toBe(true)
  expect(isCoarse({ width: 768, height: 1360 }, 190, 1)).toBe(true)
})
it('a small picture is its own thumbnail', () => expect(isCoarse({ width: 200, height: 200 }, 400, 2)).toBe(false))
it('names each size with its real width', () => {
  expect(sources({ width: 1600, height: 900, urls })).toBe('/t 256w, /m 512w, /v 1024w')
  expect(sources({ width: 600, height: 1200, urls })).toBe('/t 128w, /m 256w, /v 512w')
})
it('leaves out sizes that are no larger than the one before', () => {
  expect(sources({ width: 200, height: 100, urls })).toBe('/t 200w')
  expect(sources({ width: 400, height: 300, urls })).toBe('/t 256w, /m 400w')
})
