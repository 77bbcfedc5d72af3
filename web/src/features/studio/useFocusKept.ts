import { type RefObject, useEffect, useRef } from 'react'

/**
 * Where the focus was on something that is gone now (a button of a view that another one has taken the place of), it goes to
 * what is shown instead. `shown` names that; what is shown first takes no focus.
 */
export function useFocusKept(box: RefObject<HTMLElement | null>, shown: string): void {
  const before = useRef(shown)
  useEffect(() => {
    const isFirst = before.current === shown
    before.current = shown
    const active = document.activeElement
    if (isFirst || !box.current || (active && active !== document.body)) return
    const next = box.current.querySelector<HTMLElement>('[role=application], section[tabindex]') ?? box.current
    next.focus({ preventScroll: true })
  }, [box, shown])
}
