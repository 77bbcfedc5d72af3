import { useEffect, useRef } from 'react'
import { longestSide } from '../model/able'
import type { Size } from '../model/memory'
import { type Extend, moved, type Step } from '../model/steps'
import { type Place, pinched, toPicture, type View, zoomAt } from '../model/view'
import { Stroker } from './brush'
import { type DrawnLayer, MASK_COLOUR } from './layer'
import { useTools } from './tools'
import type { ModelInfo } from '@/api/types'

/** How near to an edge of the frame one must be to take it, in CSS pixels. */
const REACH = 18
/** Points of a stroke are at least so far apart, in CSS pixels. */
const STEP = 1.2
const MIN_AREA = 3

type Edge = keyof Extend

/** What is drawn and not yet done. */
export type Live = { kind: 'outline'; points: number[] } | { kind: 'frame'; extend: Extend } | null

interface Setting {
  box: HTMLElement | null
  view: View
  setView: (change: (view: View) => View) => void
  picture: Size
  extend: Extend
  model: ModelInfo | null
  layers: { mask: DrawnLayer; sketch: DrawnLayer }
  scale: number
  /** shows what a stroke has drawn so far */
  refresh: () => void
  setLive: (live: Live) => void
  setCursor: (at: Place | null) => void
  draw: (step: Step) => void
  canDraw: boolean
}

/** What a pointer, or the keyboard's pen, is doing between going down and coming up. */
export interface Gesture {
  move: (at: Place) => void
  end: () => void
  /** a second finger came: it was no drawing */
  giveUp: () => void
}

/**
 * Pointers on the canvas: one draws, moves or drags an edge, two pinch; the wheel zooms. `start` begins the same without a
 * pointer; `giveUp` undoes what is being drawn, and says whether anything was.
 */
export function usePointers(setting: Setting): { start: (at: Place) => Gesture | null; giveUp: () => boolean } {
  const now = useRef(setting)
  useEffect(() => {
    now.current = setting
  })
  const pointers = useRef(new Map<number, Place>())
  const gesture = useRef<Gesture | null>(null)

  const { box } = setting
  useEffect(() => {
    if (!box) return
    const placeOf = (event: { clientX: number; clientY: number }): Place => {
      const rect = box.getBoundingClientRect()
      return { x: event.clientX - rect.left, y: event.clientY - rect.top }
    }
    const down = (event: PointerEvent) => {
      if (event.button > 1) return
      box.setPointerCapture(event.pointerId)
      const at = placeOf(event)
      pointers.current.set(event.pointerId, at)
      if (pointers.current.size === 2) {
        gesture.current?.giveUp()
        gesture.current = null
      } else if (pointers.current.size === 1) {
        gesture.current = begin(now, at, event.button === 1)
      }
    }
    const move = (event: PointerEvent) => {
      const at = placeOf(event)
      now.current.setCursor(event.pointerType === 'touch' ? null : at)
      const before = pointers.current.get(event.pointerId)
      if (!before) return
      if (pointers.current.size === 2) {
        const [first, second] = [...pointers.current.entries()]
        const old: [Place, Place] = [first![1], second![1]]
        pointers.current.set(event.pointerId, at)
        const fresh = [...pointers.current.values()] as [Place, Place]
        now.current.setView((view) => pinched(view, old, fresh))
        return
      }
      pointers.current.set(event.pointerId, at)
      const all = event.getCoalescedEvents?.() ?? []
      for (const one of all.length ? all : [event]) gesture.current?.move(placeOf(one))
    }
    const up = (event: PointerEvent) => {
      if (!pointers.current.delete(event.pointerId)) return
      if (pointers.current.size > 0) return
      if (event.type === 'pointercancel') gesture.current?.giveUp()
      else gesture.current?.end()
      gesture.current = null
    }
    const leave = () => now.current.setCursor(null)
    const wheel = (event: WheelEvent) => {
      event.preventDefault()
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        now.current.setView((view) => ({ ...view, x: view.x - (event.deltaX || event.deltaY), y: view.y - (event.deltaX ? event.deltaY : 0) }))
      } else {
        const lines = event.deltaMode === 1 ? 24 : 1
        const factor = Math.exp((-event.deltaY * lines) / (event.ctrlKey ? 120 : 480))
        now.current.setView((view) => zoomAt(view, factor, placeOf(event)))
      }
    }
    box.addEventListener('pointerdown', down)
    box.addEventListener('pointermove', move)
    box.addEventListener('pointerup', up)
    box.addEventListener('pointercancel', up)
    box.addEventListener('pointerleave', leave)
    // React listens passively, and a passive listener cannot keep the page from zooming.
    box.addEventListener('wheel', wheel, { passive: false })
    return () => {
      box.removeEventListener('pointerdown', down)
      box.removeEventListener('pointermove', move)
      box.removeEventListener('pointerup', up)
      box.removeEventListener('pointercancel', up)
      box.removeEventListener('pointerleave', leave)
      box.removeEventListener('wheel', wheel)
    }
  }, [box])
  return {
    start: (at) => begin(now, at, false),
    giveUp: () => {
      const was = gesture.current
      was?.giveUp()
      gesture.current = null
      return was !== null
    },
  }
}

type Now = { readonly current: Setting }

function begin(now: Now, at: Place, middle: boolean): Gesture | null {
  const { tool } = useTools.getState()
  if (middle || tool === 'hand') return panning(now, at)
  if (tool === 'frame') return edging(now, at) ?? panning(now, at)
  if (!now.current.canDraw) return panning(now, at)
  return tool === 'lasso' || tool === 'rectangle' ? outlining(now, at) : stroking(now, at)
}

function panning(now: Now, start: Place): Gesture {
  let last = start
  return {
    move: (at) => {
      const by = { x: at.x - last.x, y: at.y - last.y }
      last = at
      now.current.setView((view) => ({ ...view, x: view.x + by.x, y: view.y + by.y }))
    },
    end: () => undefined,
    giveUp: () => undefined,
  }
}

function stroking(now: Now, at: Place): Gesture {
  const { tool, size, hardness, colour, layer: name } = useTools.getState()
  const layer = now.current.layers[name]
  const step: Step & { kind: 'stroke' } = {
    kind: 'stroke', layer: name, erase: tool === 'eraser', size, hardness, colour: name === 'mask' ? MASK_COLOUR : colour, points: [],
  }
  const stroker = new Stroker(step, now.current.scale)
  let last: Place | null = null
  const add = (place: Place) => {
    if (last && Math.hypot(place.x - last.x, place.y - last.y) < STEP) return
    last = place
    const { x, y } = toPicture(now.current.view, place)
    step.points.push(Math.round(x * 10) / 10, Math.round(y * 10) / 10)
    stroker.draw(layer.context)
    now.current.refresh()
  }
  add(at)
  return {
    move: add,
    end: () => {
      layer.isDrawn(step)
      now.current.draw(step)
    },
    giveUp: () => {
      layer.forget()
      now.current.refresh()
    },
  }
}

function outlining(now: Now, at: Place): Gesture {
  const { tool, layer, colour } = useTools.getState()
  const start = toPicture(now.current.view, at)
  let points = [start.x, start.y]
  return {
    move: (place) => {
      const { x, y } = toPicture(now.current.view, place)
      points = tool === 'rectangle' ? [start.x, start.y, x, start.y, x, y, start.x, y] : [...points, x, y]
      now.current.setLive({ kind: 'outline', points })
    },
    end: () => {
      now.current.setLive(null)
      const rounded = points.map((value) => Math.round(value * 10) / 10)
      const across = rounded.filter((_, index) => index % 2 === 0)
      const isTiny = rounded.length < 6 || Math.max(...across) - Math.min(...across) < MIN_AREA
      if (!isTiny) now.current.draw({ kind: 'area', layer, erase: false, colour: layer === 'mask' ? MASK_COLOUR : colour, points: rounded })
    },
    giveUp: () => now.current.setLive(null),
  }
}

/** The edge of the frame that lies under the pointer; corners take the nearer edge. */
export function edgeAt(at: Place, view: View, picture: Size, extend: Extend): Edge | null {
  const left = -extend.left * view.scale + view.x
  const top = -extend.top * view.scale + view.y
  const right = (picture.width + extend.right) * view.scale + view.x
  const bottom = (picture.height + extend.bottom) * view.scale + view.y
  const isBeside = at.y > top - REACH && at.y < bottom + REACH
  const isBetween = at.x > left - REACH && at.x < right + REACH
  const distances: [Edge, number][] = [
    ['left', isBeside ? Math.abs(at.x - left) : Infinity],
    ['right', isBeside ? Math.abs(at.x - right) : Infinity],
    ['top', isBetween ? Math.abs(at.y - top) : Infinity],
    ['bottom', isBetween ? Math.abs(at.y - bottom) : Infinity],
  ]
  const [edge, distance] = distances.reduce((best, one) => (one[1] < best[1] ? one : best))
  return distance <= REACH ? edge : null
}

function edging(now: Now, at: Place): Gesture | null {
  const { view, picture, extend, model } = now.current
  const edge = edgeAt(at, view, picture, extend)
  if (!edge) return null
  let result = extend
  return {
    move: (place) => {
      const by = { left: at.x - place.x, right: place.x - at.x, top: at.y - place.y, bottom: place.y - at.y }[edge] / view.scale
      result = moved(extend, edge, by, picture, longestSide(model))
      now.current.setLive({ kind: 'frame', extend: result })
    },
    end: () => {
      now.current.setLive(null)
      if (result !== extend) now.current.draw({ kind: 'frame', extend: result })
    },
    giveUp: () => now.current.setLive(null),
  }
}
