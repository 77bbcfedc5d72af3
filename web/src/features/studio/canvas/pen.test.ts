import { describe, expect, it } from 'vitest'
import { directionOf, held } from './pen'

describe('the pen that the keyboard leads', () => {
  const stage = { width: 200, height: 100 }
  it('stays on the stage and says by how much it would have left', () => {
    expect(held({ x: 40, y: 60 }, stage)).toEqual({ place: { x: 40, y: 60 }, beyond: { x: 0, y: 0 } })
    expect(held({ x: -16, y: 164 }, stage)).toEqual({ place: { x: 0, y: 100 }, beyond: { x: -16, y: 64 } })
  })
  it('goes where the arrow points', () => {
    expect(directionOf('arrowup')).toEqual({ x: 0, y: -1 })
    expect(directionOf('a')).toBeUndefined()
  })
})
