import { useEffect, useRef } from 'react'
import { useStudio } from './store/studio'

const isTyping = (target: EventTarget | null) => target instanceof HTMLElement && target.matches('input:not([type=range]), textarea, select, [contenteditable]')
const isOverWindow = (target: EventTarget | null) => target instanceof Element && target.closest('.ant-modal') !== null
/** What Escape closes first, or what has that key for itself. */
const OVER_THE_PAGE = '[role=dialog], [role=menu], [role=listbox], [aria-expanded=true]'

/**
 * Keys that hold in the whole studio: they are all held together with Ctrl or ⌘, but for Escape, because single letters
 * would be in the way of those who speak to their computer (WCAG 2.1.4); those hold on the canvas alone.
 */
export function useStudioKeys(paint: () => void): void {
  const now = useRef(paint)
  useEffect(() => {
    now.current = paint
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.isComposing) return
      const { undo, redo, shown, show } = useStudio.getState()
      const isOver = event.target instanceof Element && event.target.closest(OVER_THE_PAGE) !== null
      if (event.key === 'Escape' && !isOver && !isTyping(event.target) && shown.kind !== 'board') {
        event.preventDefault()
        show({ kind: 'board' })
      }
      if (!(event.ctrlKey || event.metaKey)) return
      const key = event.key.toLowerCase()
      if (key === 'enter' && !isOverWindow(event.target)) {
        event.preventDefault()
        now.current()
      }
      if (isTyping(event.target) || shown.kind !== 'board' || (key !== 'z' && key !== 'y')) return
      event.preventDefault()
      if (key === 'y' || event.shiftKey) redo()
      else undo()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
