import { describe, expect, it } from 'vitest'
import { leadsTo, lineTo, type Node, redoTo, strip, undoTo } from './tree'

/** 1 → 2 → 3, and 4 → 5 made from 2. */
const nodes = new Map<number, Node>([
  [1, { number: 1, parent: null }],
  [2, { number: 2, parent: 1 }],
  [3, { number: 3, parent: 2 }],
  [4, { number: 4, parent: 2 }],
  [5, { number: 5, parent: 4 }],
])

describe('the tree of steps', () => {
  it('goes back to the step it was made from, and no further than it is known', () => {
    expect([3, 4, 1].map((at) => undoTo(nodes, at))).toEqual([2, 2, null])
    expect(undoTo(new Map([[7, { number: 7, parent: 6 }]]), 7)).toBeNull()
  })
  it('goes forward to where one was, else to the newest', () => {
    expect(redoTo(nodes, 2, 3)).toBe(3)
    expect(redoTo(nodes, 1, 5)).toBe(2)
    expect(redoTo(nodes, 2, null)).toBe(4)
    expect(redoTo(nodes, 5, 5)).toBeNull()
  })
  it('knows the line that leads to a step', () => {
    expect(lineTo(nodes, 5)).toEqual([1, 2, 4, 5])
    expect([leadsTo(nodes, 3, 5), leadsTo(nodes, 2, 5)]).toEqual([false, true])
  })
  it('shows all of it in the order of time, with its branches', () => {
    expect(strip(nodes).map(({ node, branch }) => [node.number, branch])).toEqual([
      [1, false],
      [2, false],
      [3, false],
      [4, true],
      [5, false],
    ])
  })
  it('ends although parents go in a circle', () => {
    expect(lineTo(new Map([[1, { number: 1, parent: 2 }], [2, { number: 2, parent: 1 }]]), 1)).toEqual([2, 1])
  })
})
