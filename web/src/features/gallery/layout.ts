/**
 * Justified rows (as in a newspaper: every row fills the width, nothing is cropped much), computed before any picture
 * has loaded, so that nothing moves afterwards. Pure geometry in CSS pixels.
 */
export interface Box {
  /** width / height */
  ratio: number
  /** pictures with the same neighbouring group share rows; a new group starts a new row under a heading */
  group: string
}

export interface Tile {
  index: number
  x: number
  y: number
  width: number
  height: number
}

export interface Row {
  y: number
  height: number
  /** first tile, and the one after the last */
  from: number
  to: number
}

export interface Layout {
  tiles: Tile[]
  rows: Row[]
  headings: { group: string; y: number }[]
  height: number
}

export interface Measures {
  width: number
  /** height that rows aim at */
  target: number
  gap: number
  headingHeight: number
}

/** Very long pictures are cut to these in the grid, so that one does not take a whole row or vanish. */
const MIN_RATIO = 0.56
const MAX_RATIO = 2.6
/** The last row of a group is not stretched; others by at most this. */
const MAX_STRETCH = 1.35

export const tileRatio = (width: number, height: number): number =>
  width > 0 && height > 0 ? Math.min(MAX_RATIO, Math.max(MIN_RATIO, width / height)) : 1

export function justify(boxes: Box[], { width, target, gap, headingHeight }: Measures): Layout {
  const layout: Layout = { tiles: [], rows: [], headings: [], height: 0 }
  if (width <= 0) return layout
  let y = 0
  let from = 0
  const close = (to: number, ratios: number, full: boolean) => {
    const free = width - gap * (to - from - 1)
    const fitting = free / ratios
    const height = full ? Math.min(fitting, target * MAX_STRETCH) : Math.min(fitting, target)
    let x = 0
    for (let index = from; index < to; index += 1) {
      const tileWidth = boxes[index]!.ratio * height
      layout.tiles.push({ index, x, y, width: tileWidth, height })
      x += tileWidth + gap
    }
    layout.rows.push({ y, height, from, to })
    y += height + gap
    from = to
  }
  let ratios = 0
  boxes.forEach((box, index) => {
    if (index === 0 || box.group !== boxes[index - 1]!.group) {
      if (index > from) close(index, ratios, false)
      ratios = 0
      if (index > 0) y += gap * 2
      layout.headings.push({ group: box.group, y })
      y += headingHeight
    }
    const before = ratios
    ratios += box.ratio
    const wanted = (width - gap * (index - from)) / target
    if (ratios < wanted) return
    // Whether the row looks better with this picture or without it: the height nearer to the target wins.
    const count = index - from
    if (count > 0) {
      const withIt = (width - gap * count) / ratios
      const without = (width - gap * (count - 1)) / before
      if (Math.abs(without - target) < Math.abs(withIt - target) && without <= target * MAX_STRETCH) {
        close(index, before, true)
        ratios = box.ratio
        if (ratios < width / target) return
      }
    }
    close(index + 1, ratios, true)
    ratios = 0
  })
  if (from < boxes.length) close(boxes.length, ratios, false)
  layout.height = Math.max(0, y - gap)
  return layout
}

/** Index of the first row whose lower edge is below `y`. */
export function rowAt(rows: Row[], y: number): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    const row = rows[middle]!
    if (row.y + row.height < y) low = middle + 1
    else high = middle
  }
  return low
}

/** Tiles that stand between `top` and `bottom`. */
export function visible(layout: Layout, top: number, bottom: number): Tile[] {
  const first = layout.rows[rowAt(layout.rows, top)]
  if (!first) return []
  let last = rowAt(layout.rows, bottom)
  if (last >= layout.rows.length) last = layout.rows.length - 1
  return layout.tiles.slice(first.from, layout.rows[last]!.to)
}

export type Direction = 'left' | 'right' | 'up' | 'down' | 'first' | 'last'

/** Where an arrow key leads from a tile: the next one, or the one above or below whose middle is nearest. */
export function step(layout: Layout, index: number, direction: Direction): number {
  const last = layout.tiles.length - 1
  if (direction === 'first') return 0
  if (direction === 'last') return last
  if (direction === 'left') return Math.max(0, index - 1)
  if (direction === 'right') return Math.min(last, index + 1)
  const here = layout.tiles[index]
  if (!here) return 0
  const at = layout.rows.findIndex((row) => index >= row.from && index < row.to)
  const row = layout.rows[at + (direction === 'down' ? 1 : -1)]
  if (!row) return index
  const middle = here.x + here.width / 2
  let best = row.from
  for (let other = row.from; other < row.to; other += 1) {
    const off = (tile: Tile) => Math.abs(tile.x + tile.width / 2 - middle)
    if (off(layout.tiles[other]!) < off(layout.tiles[best]!)) best = other
  }
  return best
}
