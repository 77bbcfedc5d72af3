import { describe, expect, it } from 'vitest'
import { clamp, FIT, fitInto, MAX_SCALE, zoomAt } from './zoom'

const stage = { width: 1000, height: 600 }
const fitted = fitInto({ width: 2000, height: 1000 }, stage)

describe('fitInto', () => {
  it('fits the longer side', () => expect(fitted).toEqual({ width: 1000, height: 500 }))
  it('does not blow small pictures up', () => expect(fitInto({ width: 64, height: 64 }, stage)).toEqual({ width: 128, height: 128 }))
  it('survives a picture without a size', () => expect(fitInto({ width: 0, height: 0 }, stage)).toEqual({ width: 0, height: 0 }))
})

describe('zoomAt', () => {
  it('keeps the point under the pointer', () => {
    const at = { x: 200, y: 50 }
    const view = zoomAt(FIT, 3, at, fitted, stage)
    // The same point of the picture: (at - offset) / scale.
    expect((at.x - view.x) / view.scale).toBeCloseTo(200, 6)
    expect((at.y - view.y) / view.scale).toBeCloseTo(50, 6)
  })
  it('ends at both limits and comes back to the middle', () => {
    const near = zoomAt(FIT, 100, { x: 10, y: 10 }, fitted, stage)
    expect(near.scale).toBe(MAX_SCALE)
    expect(zoomAt(near, 0.001, { x: 10, y: 10 }, fitted, stage)).toEqual(FIT)
  })
})

it('does not let the picture leave the stage', () => {
  expect(clamp({ scale: 2, x: 9999, y: -9999 }, fitted, stage)).toEqual({ scale: 2, x: 500, y: -200 })
  expect(clamp({ scale: 1, x: 30, y: 30 }, fitted, stage)).toEqual(FIT)
})
