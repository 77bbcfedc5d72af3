import { expect, it } from 'vitest'
import { isCoarse } from './sharpness'

it('asks for more only where the thumbnail is stretched', () => {
  expect(isCoarse({ width: 1024, height: 1024 }, 224, 1)).toBe(false)
  expect(isCoarse({ width: 1024, height: 1024 }, 224, 2)).toBe(true)
  expect(isCoarse({ width: 1360, height: 768 }, 396, 1)).toBe(true)
  expect(isCoarse({ width: 768, height: 1360 }, 190, 1)).toBe(true)
})
it('a small picture is its own thumbnail', () => expect(isCoarse({ width: 200, height: 200 }, 400, 2)).toBe(false))
