import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react'

const forward = ['ArrowRight', 'ArrowDown']
const back = ['ArrowLeft', 'ArrowUp']

const buttonsOf = (bar: HTMLElement) => [...bar.querySelectorAll<HTMLButtonElement>('button:not(:disabled)')]

/**
 * One stop of the Tab key for a whole toolbar, and arrows inside it (ARIA Authoring Practices, toolbar). A button that
 * becomes disabled under the focus hands it to the one where Tab would arrive.
 */
export function useRoving(bar: RefObject<HTMLElement | null>): { onKeyDown: (event: KeyboardEvent) => void; onFocus: (event: { target: EventTarget }) => void; onBlur: () => void } {
  const current = useRef<HTMLElement | null>(null)
  const isInside = useRef(false)
  useEffect(() => {
    if (!bar.current) return
    const all = buttonsOf(bar.current)
    const stop = all.find((button) => button === current.current) ?? all[0]
    for (const button of all) button.tabIndex = button === stop ? 0 : -1
    const active = document.activeElement
    const isLost = !bar.current.contains(active) || (active instanceof HTMLButtonElement && active.disabled)
    if (isInside.current && isLost) stop?.focus()
  })
  const go = (to: HTMLButtonElement | undefined) => {
    if (!to || !bar.current) return
    for (const button of buttonsOf(bar.current)) button.tabIndex = button === to ? 0 : -1
    to.focus()
  }
  return {
    onKeyDown: (event) => {
      if (!bar.current || event.ctrlKey || event.metaKey || event.altKey) return
      const all = buttonsOf(bar.current)
      const at = all.indexOf(document.activeElement as HTMLButtonElement)
      if (at < 0) return
      const by = forward.includes(event.key) ? 1 : back.includes(event.key) ? -1 : 0
      const to = by ? (at + by + all.length) % all.length : event.key === 'Home' ? 0 : event.key === 'End' ? all.length - 1 : null
      if (to === null) return
      event.preventDefault()
      go(all[to])
    },
    onFocus: ({ target }) => {
      // What a button opens elsewhere on the page tells its focus here too.
      if (!(target instanceof HTMLElement) || !bar.current?.contains(target)) return
      isInside.current = true
      current.current = target
    },
    onBlur: () => {
      // A button that is disabled loses the focus without anything else getting it, and without this event.
      isInside.current = false
    },
  }
}
