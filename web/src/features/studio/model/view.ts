/** Where the canvas stands in its stage: `scale` CSS pixels for a pixel of the picture, `x` and `y` of its corner. */
export interface View {
  scale: number
  x: number
  y: number
}
export interface Box {
  x: number
  y: number
  width: number
  height: number
}
export interface Place {
  x: number
  y: number
}

export const MIN_SCALE = 0.05
export const MAX_SCALE = 16
const MARGIN = 24

const bounded = (scale: number) => Math.min(MAX_SCALE, Math.max(MIN_SCALE, scale))

/** The whole box in the middle of the stage. */
export function fitView(box: Box, stage: { width: number; height: number }): View {
  const room = { width: Math.max(1, stage.width - 2 * MARGIN), height: Math.max(1, stage.height - 2 * MARGIN) }
  const scale = bounded(Math.min(room.width / Math.max(1, box.width), room.height / Math.max(1, box.height), 4))
  return {
    scale,
    x: (stage.width - box.width * scale) / 2 - box.x * scale,
    y: (stage.height - box.height * scale) / 2 - box.y * scale,
  }
}

/** Scales so that what lies under `at` stays there. */
export function zoomAt(view: View, factor: number, at: Place): View {
  const scale = bounded(view.scale * factor)
  const real = scale / view.scale
  return { scale, x: at.x - (at.x - view.x) * real, y: at.y - (at.y - view.y) * real }
}

export const toPicture = (view: View, at: Place): Place => ({ x: (at.x - view.x) / view.scale, y: (at.y - view.y) / view.scale })

/** Two fingers that moved: what was between them stays between them. */
export function pinched(view: View, before: [Place, Place], after: [Place, Place]): View {
  const middle = ([a, b]: [Place, Place]) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 })
  const apart = ([a, b]: [Place, Place]) => Math.max(1, Math.hypot(a.x - b.x, a.y - b.y))
  const [from, to] = [middle(before), middle(after)]
  const zoomed = zoomAt(view, apart(after) / apart(before), from)
  return { ...zoomed, x: zoomed.x + to.x - from.x, y: zoomed.y + to.y - from.y }
}
