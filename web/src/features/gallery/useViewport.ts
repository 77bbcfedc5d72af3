import { useEffect, useState } from 'react'

/** Scrolled-to places are rounded to this many pixels, so that the grid is drawn anew only now and then. */
const STEP = 120

export interface Viewport {
  top: number
  width: number
  height: number
}

/** What a scrolling element shows; width and height are those of its content box. */
export function useViewport(element: HTMLElement | null): Viewport {
  const [viewport, setViewport] = useState<Viewport>({ top: 0, width: 0, height: 0 })
  useEffect(() => {
    if (!element) return
    const look = () => {
      const style = getComputedStyle(element)
      const next = {
        top: Math.floor(element.scrollTop / STEP) * STEP,
        width: element.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight),
        height: element.clientHeight,
      }
      setViewport((old) => (old.top === next.top && old.width === next.width && old.height === next.height ? old : next))
    }
    const observer = new ResizeObserver(look)
    observer.observe(element)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [element])
  return viewport
}
