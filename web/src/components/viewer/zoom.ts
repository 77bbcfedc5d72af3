/** A picture's place in the viewer: scale 1 fits the stage; `x` and `y` move its middle, in CSS pixels. */
export interface View {
  scale: number
  x: number
  y: number
}

export interface Size {
  width: number
  height: number
}

export const FIT: View = { scale: 1, x: 0, y: 0 }
export const MAX_SCALE = 8

/** The size at which a picture fits into a stage; small pictures are not blown up beyond twice their own size. */
export function fitInto(picture: Size, stage: Size): Size {
  if (picture.width <= 0 || picture.height <= 0 || stage.width <= 0 || stage.height <= 0) return { width: 0, height: 0 }
  const scale = Math.min(stage.width / picture.width, stage.height / picture.height, 2)
  return { width: picture.width * scale, height: picture.height * scale }
}

/** Keeps a moved picture from leaving the stage: its edge may come to the stage's edge and no further. */
export function clamp(view: View, fitted: Size, stage: Size): View {
  const scale = Math.min(MAX_SCALE, Math.max(1, view.scale))
  const roomX = Math.max(0, (fitted.width * scale - stage.width) / 2)
  const roomY = Math.max(0, (fitted.height * scale - stage.height) / 2)
  const within = (value: number, room: number) => (room === 0 ? 0 : Math.min(room, Math.max(-room, value)))
  return { scale, x: within(view.x, roomX), y: within(view.y, roomY) }
}

/** Scales so that what lies under `at` (from the middle of the stage) stays there. */
export function zoomAt(view: View, factor: number, at: { x: number; y: number }, fitted: Size, stage: Size): View {
  const scale = Math.min(MAX_SCALE, Math.max(1, view.scale * factor))
  const real = scale / view.scale
  return clamp({ scale, x: at.x - (at.x - view.x) * real, y: at.y - (at.y - view.y) * real }, fitted, stage)
}
