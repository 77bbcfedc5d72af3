import { useEffect, useRef, useState } from 'react'
import { announce } from '@/components/Announcer'
import { useT } from '@/i18n'
import type { Place } from '../model/view'
import { held } from './pen'
import type { Gesture } from './usePointers'

/** How far one key moves the pen, in CSS pixels. */
const STEP = 16
const LONG_STEP = 64

interface Setting {
  stage: { width: number; height: number }
  /** begins what a pointer would begin there */
  begin: (at: Place) => Gesture | null
  /** moves the picture under the pen */
  pan: (x: number, y: number) => void
  /** changes whenever the picture lies otherwise */
  view: unknown
}

/**
 * A pen that the keyboard leads: arrows move it, and what it draws while it is down is what a pointer would draw. At an edge
 * the picture moves instead.
 */
export function usePen({ stage, begin, pan, view }: Setting) {
  const t = useT()
  const [moved, setMoved] = useState<Place | null>(null)
  const [isDown, setDown] = useState(false)
  const gesture = useRef<Gesture | null>(null)
  const at = held(moved ?? { x: stage.width / 2, y: stage.height / 2 }, stage).place

  useEffect(() => {
    gesture.current?.move(at)
    // `at` is a new object each time; its numbers say when it has moved.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [at.x, at.y, view])

  const lift = (how: 'end' | 'giveUp') => {
    if (!gesture.current) return false
    gesture.current[how]()
    gesture.current = null
    setDown(false)
    announce(t(how === 'end' ? 'studio.penUp' : 'studio.penGivenUp'))
    return true
  }
  return {
    at,
    isDown,
    /** it has been led somewhere: only then it is worth covering what lies under it */
    isLed: moved !== null || isDown,
    lift,
    toggle: () => {
      if (lift('end')) return
      gesture.current = begin(at)
      setDown(gesture.current !== null)
      if (gesture.current) announce(t('studio.penDown'))
    },
    move: (direction: Place, far: boolean) => {
      const by = far ? LONG_STEP : STEP
      const { place, beyond } = held({ x: at.x + direction.x * by, y: at.y + direction.y * by }, stage)
      setMoved(place)
      if (beyond.x || beyond.y) pan(-beyond.x, -beyond.y)
    },
  }
}
