/**
 * What was drawn over a picture, as a list of steps that can be undone, kept and replayed at any scale. All lengths are in
 * pixels of the picture, whose left upper corner is 0, 0; on an enlarged canvas there are negative places too.
 */
export interface Extend {
  left: number
  top: number
  right: number
  bottom: number
}

export type Drawable = 'mask' | 'sketch'

export type Step =
  | {
      kind: 'stroke'
      layer: Drawable
      erase: boolean
      size: number
      /** 0 is soft to the middle, 1 has a sharp edge */
      hardness: number
      colour: string
      /** x and y in turn */
      points: number[]
    }
  | { kind: 'area'; layer: Drawable; erase: boolean; colour: string; points: number[] }
  | { kind: 'invert' }
  | { kind: 'clear'; layer: Drawable }
  | { kind: 'frame'; extend: Extend }

export interface Drawing {
  done: Step[]
  /** taken back, the last one first to come again */
  undone: Step[]
}

export const NO_EXTEND: Extend = { left: 0, top: 0, right: 0, bottom: 0 }
export const emptyDrawing: Drawing = { done: [], undone: [] }

export const push = (drawing: Drawing, step: Step): Drawing => ({ done: [...drawing.done, step], undone: [] })

export function undo(drawing: Drawing): Drawing {
  const last = drawing.done.at(-1)
  return last ? { done: drawing.done.slice(0, -1), undone: [...drawing.undone, last] } : drawing
}

export function redo(drawing: Drawing): Drawing {
  const next = drawing.undone.at(-1)
  return next ? { done: [...drawing.done, next], undone: drawing.undone.slice(0, -1) } : drawing
}

/** By how much the canvas is larger than its picture now. */
export function extendOf({ done }: Pick<Drawing, 'done'>): Extend {
  const last = done.findLast((step) => step.kind === 'frame')
  return last?.kind === 'frame' ? last.extend : NO_EXTEND
}

export const isExtended = (extend: Extend): boolean => extend.left + extend.top + extend.right + extend.bottom > 0

/** Whether a layer may hold anything: what was drawn since it was last cleared. */
export function hasMarks({ done }: Pick<Drawing, 'done'>, layer: Drawable): boolean {
  const cleared = done.findLastIndex((step) => step.kind === 'clear' && step.layer === layer)
  return done.slice(cleared + 1).some((step) => {
    if (step.kind === 'invert') return layer === 'mask'
    return (step.kind === 'stroke' || step.kind === 'area') && step.layer === layer && !step.erase
  })
}

/** The steps that one layer is drawn from; what was before it was cleared does not matter. */
export function stepsOf({ done }: Pick<Drawing, 'done'>, layer: Drawable): Step[] {
  const cleared = done.findLastIndex((step) => step.kind === 'clear' && step.layer === layer)
  return done.slice(cleared + 1).filter((step) => (step.kind === 'invert' ? layer === 'mask' : step.kind !== 'frame' && step.layer === layer))
}

/** An edge moved by hand: never inside the picture, never beyond `longest` pixels a side. */
export function moved(extend: Extend, edge: keyof Extend, by: number, picture: { width: number; height: number }, longest: number): Extend {
  const across = edge === 'left' || edge === 'right'
  const other = across ? extend[edge === 'left' ? 'right' : 'left'] : extend[edge === 'top' ? 'bottom' : 'top']
  const room = Math.max(0, longest - other - (across ? picture.width : picture.height))
  return { ...extend, [edge]: Math.round(Math.min(room, Math.max(0, extend[edge] + by))) }
}
