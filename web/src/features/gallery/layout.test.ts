import { describe, expect, it } from 'vitest'
import { type Box, justify, rowAt, step, tileRatio, visible } from './layout'

const measures = { width: 1000, target: 200, gap: 8, headingHeight: 40 }
const boxes = (ratios: number[], group = 'today'): Box[] => ratios.map((ratio) => ({ ratio, group }))
const many = boxes(Array.from({ length: 200 }, (_, i) => [1, 1.78, 0.66, 1.33, 0.56, 2.4][i % 6]!))

describe('justify', () => {
  it('fills the width with every row but the last', () => {
    const { rows, tiles } = justify(many, measures)
    for (const row of rows.slice(0, -1)) {
      const last = tiles[row.to - 1]!
      expect(last.x + last.width).toBeCloseTo(1000, 3)
      expect(row.height).toBeGreaterThan(100)
      expect(row.height).toBeLessThanOrEqual(270)
    }
  })

  it('places every picture once, in order, without overlap', () => {
    const { tiles, rows } = justify(many, measures)
    expect(tiles.map((tile) => tile.index)).toEqual(many.map((_, index) => index))
    for (let i = 1; i < rows.length; i += 1) expect(rows[i]!.y).toBeGreaterThan(rows[i - 1]!.y + rows[i - 1]!.height)
  })

  it('keeps the shape of each picture', () => {
    for (const tile of justify(many, measures).tiles) expect(tile.width / tile.height).toBeCloseTo(many[tile.index]!.ratio, 6)
  })

  it('does not blow up a lone picture', () => {
    const { tiles } = justify(boxes([1]), measures)
    expect(tiles[0]).toMatchObject({ x: 0, y: 40, width: 200, height: 200 })
  })

  it('starts each group under its own heading on its own row', () => {
    const { headings, rows } = justify([...boxes([1, 1]), ...boxes([1, 1, 1], 'older')], measures)
    expect(headings.map((heading) => heading.group)).toEqual(['today', 'older'])
    expect(rows.map((row) => [row.from, row.to])).toEqual([[0, 2], [2, 5]])
    expect(headings[1]!.y).toBeGreaterThan(rows[0]!.y + rows[0]!.height)
  })

  it('never goes beyond a narrow screen', () => {
    const { tiles } = justify(many, { ...measures, width: 288, target: 140 })
    for (const tile of tiles) expect(tile.x + tile.width).toBeLessThanOrEqual(288.001)
  })

  it('is empty without pictures or room', () => {
    expect(justify([], measures).height).toBe(0)
    expect(justify(many, { ...measures, width: 0 }).tiles).toEqual([])
  })
})

describe('windowing', () => {
  const layout = justify(many, measures)
  it('finds exactly the tiles that a plain search finds', () => {
    for (const [top, bottom] of [[0, 500], [1234, 1900], [layout.height - 10, layout.height + 900], [-400, 0]] as const) {
      const found = visible(layout, top, bottom).map((tile) => tile.index)
      const wanted = layout.tiles.filter((tile) => tile.y + tile.height >= top && tile.y <= bottom).map((tile) => tile.index)
      for (const index of wanted) expect(found).toContain(index)
      expect(found.length).toBeLessThanOrEqual(wanted.length + 8)
    }
  })
  it('has no row below the end', () => expect(rowAt(layout.rows, layout.height + 1)).toBe(layout.rows.length))
})

describe('step', () => {
  const layout = justify(many, measures)
  it('stops at both ends', () => {
    expect(step(layout, 0, 'left')).toBe(0)
    expect(step(layout, 199, 'right')).toBe(199)
    expect(step(layout, 0, 'up')).toBe(0)
    expect(step(layout, 5, 'last')).toBe(199)
  })
  it('goes to the next row and back to the same place', () => {
    const below = step(layout, 1, 'down')
    expect(layout.tiles[below]!.y).toBeGreaterThan(layout.tiles[1]!.y)
    expect(layout.tiles[step(layout, below, 'up')]!.y).toBe(layout.tiles[1]!.y)
  })
})

it('cuts extreme shapes and forgives missing sizes', () => {
  expect(tileRatio(4000, 100)).toBe(2.6)
  expect(tileRatio(100, 4000)).toBe(0.56)
  expect(tileRatio(0, 0)).toBe(1)
})
