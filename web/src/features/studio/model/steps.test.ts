import { describe, expect, it } from 'vitest'
import { emptyDrawing, extendOf, hasMarks, moved, NO_EXTEND, push, redo, type Step, stepsOf, undo } from './steps'

const stroke = (layer: 'mask' | 'sketch' = 'mask', erase = false): Step => ({ kind: 'stroke', layer, erase, size: 9, hardness: 1, colour: '#000', points: [1, 2] })
const drawn = (...steps: Step[]) => steps.reduce(push, emptyDrawing)

describe('undo and redo', () => {
  it('go back and forth over every kind of step', () => {
    const all = drawn(stroke(), { kind: 'frame', extend: { ...NO_EXTEND, left: 8 } }, { kind: 'invert' }, { kind: 'clear', layer: 'mask' })
    let back = all
    for (let i = 0; i < 9; i += 1) back = undo(back)
    expect(back.done).toEqual([])
    let forth = back
    for (let i = 0; i < 9; i += 1) forth = redo(forth)
    expect(forth).toEqual(all)
  })
  it('forget what was taken back as soon as something new is drawn', () => {
    const again = push(undo(drawn(stroke(), stroke('sketch'))), { kind: 'invert' })
    expect(again.undone).toEqual([])
    expect(redo(again)).toBe(again)
  })
  it('bring a moved edge back', () => {
    const two = drawn({ kind: 'frame', extend: { ...NO_EXTEND, left: 8 } }, { kind: 'frame', extend: { ...NO_EXTEND, left: 64 } })
    expect(extendOf(two).left).toBe(64)
    expect(extendOf(undo(two)).left).toBe(8)
    expect(extendOf(undo(undo(two)))).toEqual(NO_EXTEND)
  })
})

describe('layers', () => {
  it('know whether anything is on them', () => {
    expect(hasMarks(emptyDrawing, 'mask')).toBe(false)
    expect(hasMarks(drawn(stroke('sketch')), 'mask')).toBe(false)
    expect(hasMarks(drawn(stroke('mask', true)), 'mask')).toBe(false)
    expect(hasMarks(drawn({ kind: 'invert' }), 'mask')).toBe(true)
    expect(hasMarks(drawn({ kind: 'invert' }), 'sketch')).toBe(false)
    expect(hasMarks(drawn(stroke(), { kind: 'clear', layer: 'mask' }), 'mask')).toBe(false)
  })
  it('are drawn from their own steps since they were cleared', () => {
    const steps = drawn(stroke(), { kind: 'clear', layer: 'mask' }, stroke('sketch'), { kind: 'invert' }, stroke('mask', true))
    expect(stepsOf(steps, 'mask').map((step) => step.kind)).toEqual(['invert', 'stroke'])
    expect(stepsOf(steps, 'sketch')).toHaveLength(1)
  })
})

it('keeps edges outside of the picture and inside of what the model paints', () => {
  const picture = { width: 1000, height: 500 }
  expect(moved(NO_EXTEND, 'left', -40, picture, 2048)).toEqual(NO_EXTEND)
  expect(moved({ ...NO_EXTEND, right: 1000 }, 'left', 400, picture, 2048).left).toBe(48)
  expect(moved(NO_EXTEND, 'bottom', 100.4, picture, 2048).bottom).toBe(100)
  expect(moved(NO_EXTEND, 'top', 10, { width: 10, height: 4000 }, 2048).top).toBe(0)
})
