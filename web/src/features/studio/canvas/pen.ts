import type { Place } from '../model/view'

const directions: Record<string, Place | undefined> = { arrowleft: { x: -1, y: 0 }, arrowright: { x: 1, y: 0 }, arrowup: { x: 0, y: -1 }, arrowdown: { x: 0, y: 1 } }

export const directionOf = (key: string): Place | undefined => directions[key]

/** Where `at` lies inside the stage, and by how much it is beyond. */
export function held(at: Place, stage: { width: number; height: number }): { place: Place; beyond: Place } {
  const place = { x: Math.min(stage.width, Math.max(0, at.x)), y: Math.min(stage.height, Math.max(0, at.y)) }
  return { place, beyond: { x: at.x - place.x, y: at.y - place.y } }
}
