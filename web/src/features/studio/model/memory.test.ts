import { expect, it } from 'vitest'
import { MAX_PHONE_BYTES, screenBytes, workingBytes, workingScale } from './memory'

const phone = { width: 430, height: 932 }

it('stays within the memory of a phone whatever the picture', () => {
  for (const side of [512, 1024, 2048, 4096, 8000]) {
    const canvas = { width: side, height: side }
    const scale = workingScale(canvas, phone, 2, true)
    expect(workingBytes(canvas, scale) + screenBytes(phone, 2)).toBeLessThanOrEqual(MAX_PHONE_BYTES)
  }
})
it('works on the picture itself where that fits', () => {
  expect(workingScale({ width: 2048, height: 2048 }, phone, 2, true)).toBe(1)
  expect(workingScale({ width: 4096, height: 4096 }, phone, 2, true)).toBeLessThan(1)
  expect(workingScale({ width: 4096, height: 4096 }, { width: 1400, height: 900 }, 2, false)).toBe(1)
})
it('survives a picture without a size', () => expect(workingScale({ width: 0, height: 0 }, phone, 3, true)).toBe(1))
