import { expect, it } from 'vitest'
import { fitView, MAX_SCALE, pinched, toPicture, zoomAt } from './view'

const view = { scale: 0.5, x: 40, y: 20 }

it('fits an enlarged canvas whole into the middle', () => {
  const fit = fitView({ x: -100, y: 0, width: 1100, height: 500 }, { width: 600, height: 400 })
  const [start, end] = [{ x: -100, y: 0 }, { x: 1000, y: 500 }].map((p) => ({ x: p.x * fit.scale + fit.x, y: p.y * fit.scale + fit.y }))
  expect(start!.x).toBeCloseTo(600 - end!.x)
  expect(start!.y).toBeCloseTo(400 - end!.y)
  expect(start!.x).toBeGreaterThan(0)
})
it('keeps what is under the pointer when it zooms', () => {
  const at = { x: 200, y: 90 }
  const near = zoomAt(view, 3, at)
  expect(toPicture(near, at).x).toBeCloseTo(toPicture(view, at).x)
  expect(zoomAt(view, 1000, at).scale).toBe(MAX_SCALE)
})
it('keeps what is between two fingers', () => {
  const far = pinched(view, [{ x: 100, y: 100 }, { x: 200, y: 100 }], [{ x: 80, y: 150 }, { x: 280, y: 150 }])
  expect(far.scale).toBeCloseTo(1)
  expect(toPicture(far, { x: 180, y: 150 }).x).toBeCloseTo(toPicture(view, { x: 150, y: 100 }).x)
})
