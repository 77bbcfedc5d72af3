import { useEffect, useRef, useState } from 'react'
import type { Picture } from '@/api/types'
import { useT } from '@/i18n'
import { useSize } from '../useSize'
import { pictureName } from './recipe'
import styles from './Stage.module.css'
import { clamp, FIT, fitInto, type View, zoomAt } from './zoom'

interface Props {
  picture: Picture
  view: View
  onView: (change: (view: View) => View) => void
  /** free room beside and above the picture when it fits, in CSS pixels */
  margin: { x: number; y: number }
  /** a swipe at fitting size: -1 towards the next picture, 1 towards the one before */
  onSwipe: (direction: -1 | 1) => void
}

/** The picture itself: blur-up from the thumbnail, wheel, pinch and double click zoom, dragging moves. */
export function Stage({ picture, view, onView, margin, onSwipe }: Props) {
  const t = useT()
  const [measure, stage] = useSize()
  const [box, setBox] = useState<HTMLElement | null>(null)
  const pointers = useRef(new Map<number, { x: number; y: number }>())
  const pressed = useRef<{ x: number; y: number; moved: boolean } | null>(null)
  const fitted = fitInto(picture, { width: stage.width - 2 * margin.x, height: stage.height - 2 * margin.y })
  const sharp = view.scale > 1.2 ? picture.urls.original : picture.urls.view

  const zoom = (factor: number, clientX: number, clientY: number) => {
    if (!box) return
    const frame = box.getBoundingClientRect()
    const at = { x: clientX - frame.left - frame.width / 2, y: clientY - frame.top - frame.height / 2 }
    onView((old) => zoomAt(old, factor, at, fitted, stage))
  }

  // React listens to `wheel` passively; the page must not scroll or zoom along.
  const zoomNow = useRef(zoom)
  useEffect(() => {
    zoomNow.current = zoom
  })
  useEffect(() => {
    if (!box) return
    const onWheel = (event: WheelEvent) => {
      event.preventDefault()
      zoomNow.current(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0022)), event.clientX, event.clientY)
    }
    box.addEventListener('wheel', onWheel, { passive: false })
    return () => box.removeEventListener('wheel', onWheel)
  }, [box])

  const onPointerDown = (event: React.PointerEvent) => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY })
    pressed.current = pointers.current.size === 1 ? { x: event.clientX, y: event.clientY, moved: false } : null
  }
  const onPointerMove = (event: React.PointerEvent) => {
    const before = pointers.current.get(event.pointerId)
    if (!before) return
    const now = { x: event.clientX, y: event.clientY }
    pointers.current.set(event.pointerId, now)
    const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1]
    if (other) {
      const distance = (point: { x: number; y: number }) => Math.hypot(point.x - other.x, point.y - other.y)
      zoom(distance(now) / Math.max(1, distance(before)), (now.x + other.x) / 2, (now.y + other.y) / 2)
    } else if (view.scale > 1) {
      onView((old) => clamp({ ...old, x: old.x + now.x - before.x, y: old.y + now.y - before.y }, fitted, stage))
    }
  }
  const onPointerUp = (event: React.PointerEvent) => {
    pointers.current.delete(event.pointerId)
    const start = pressed.current
    pressed.current = null
    if (!start || view.scale > 1 || event.pointerType === 'mouse') return
    const dx = event.clientX - start.x
    if (Math.abs(dx) > 56 && Math.abs(dx) > 2 * Math.abs(event.clientY - start.y)) onSwipe(dx < 0 ? -1 : 1)
  }
  const onPointerCancel = (event: React.PointerEvent) => {
    pointers.current.delete(event.pointerId)
    pressed.current = null
  }

  const alt = pictureName(picture, t('viewer.noWords'))
  return (
    <div
      ref={(element) => {
        setBox(element)
        measure(element)
      }}
      className={styles.stage}
      data-zoomed={view.scale > 1 || undefined}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerCancel}
      onDoubleClick={(event) => (view.scale > 1 ? onView(() => FIT) : zoom(2.5, event.clientX, event.clientY))}
      data-testid="viewer-stage"
    >
      <div
        className={styles.picture}
        style={{
          width: fitted.width,
          height: fitted.height,
          transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`,
          // Pictures may be transparent (avatars); what is behind is the same in both modes.
          backgroundColor: fitted.width ? 'var(--tint)' : 'transparent',
        }}
      >
        <img src={picture.urls.thumb} alt="" draggable={false} className={styles.blurred} />
        <Layer key={picture.urls.view} src={picture.urls.view} alt={alt} />
        {sharp !== picture.urls.view && <Layer key={sharp} src={sharp} alt="" />}
      </div>
    </div>
  )
}

/** Fades in when its bytes have arrived, so that nothing is seen half. */
function Layer({ src, alt }: { src: string; alt: string }) {
  const [ready, setReady] = useState(false)
  return (
    <img src={src} alt={alt} draggable={false} decoding="async" data-ready={ready || undefined} className={styles.layer} onLoad={() => setReady(true)} />
  )
}
