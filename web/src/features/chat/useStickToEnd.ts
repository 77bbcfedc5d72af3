import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

const NEAR = 64

/**
 * Keeps a scrolling box at the end of its content while it grows, as long as the reader is there. `away` says that the reader has
 * scrolled up, `unseen` that something has grown below since.
 */
export function useStickToEnd() {
  const box = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const [away, setAway] = useState(false)
  const [unseen, setUnseen] = useState(false)
  const atEnd = useRef(true)

  const toEnd = useCallback(
    (smooth = false) => {
      const element = box.current
      if (!element) return
      atEnd.current = true
      setAway(false)
      setUnseen(false)
      element.scrollTo({ top: element.scrollHeight, behavior: smooth ? 'smooth' : 'instant' })
    },
    [],
  )

  useLayoutEffect(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight
  }, [])

  useEffect(() => {
    const element = box.current
    const inner = content.current
    if (!element || !inner) return
    let top = element.scrollTop
    let height = inner.offsetHeight
    let width = inner.offsetWidth
    const onScroll = () => {
      const distance = element.scrollHeight - element.clientHeight - element.scrollTop
      // Only a movement upwards is the reader's wish to stay; growth alone moves the end away, too.
      if (element.scrollTop < top - 1 && distance > NEAR) atEnd.current = false
      else if (distance <= NEAR) atEnd.current = true
      top = element.scrollTop
      setAway(!atEnd.current && distance > NEAR)
      if (atEnd.current) setUnseen(false)
    }
    const observer = new ResizeObserver(() => {
      // Lines that break elsewhere in a window of another width are no new words.
      const grown = inner.offsetHeight > height + 1 && inner.offsetWidth === width
      height = inner.offsetHeight
      width = inner.offsetWidth
      if (atEnd.current) element.scrollTop = element.scrollHeight
      else if (grown) setUnseen(true)
      onScroll()
    })
    element.addEventListener('scroll', onScroll, { passive: true })
    observer.observe(inner)
    observer.observe(element)
    return () => {
      element.removeEventListener('scroll', onScroll)
      observer.disconnect()
    }
  }, [])

  return { box, content, away, unseen, toEnd }
}
