import { useEffect, useState } from 'react'

const FOCUSABLE = 'a[href],button:not(:disabled),input:not(:disabled),textarea:not(:disabled),select:not(:disabled),[tabindex="0"]'

/** Keeps Tab inside the element that gets the returned ref, and gives the focus back when it goes away. */
export function useFocusTrap(): (element: HTMLElement | null) => void {
  const [box, setBox] = useState<HTMLElement | null>(null)
  useEffect(() => {
    if (!box) return
    const before = document.activeElement
    box.focus()
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Tab') return
      const inside = [...box.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((element) => element.offsetParent !== null)
      const first = inside[0]
      const last = inside[inside.length - 1]
      const at = document.activeElement
      const wrapTo = event.shiftKey ? (at === first || at === box ? last : undefined) : at === last ? first : undefined
      if (!wrapTo) return
      event.preventDefault()
      wrapTo.focus()
    }
    box.addEventListener('keydown', onKey)
    return () => {
      box.removeEventListener('keydown', onKey)
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    }
  }, [box])
  return setBox
}
