import { Check, Star } from 'lucide-react'
import { memo, useEffect, useState } from 'react'
import { Link } from 'react-router'
import type { Picture } from '@/api/types'
import { pictureName } from '@/components/viewer/recipe'
import { useT } from '@/i18n'
import styles from './Grid.module.css'
import { FROM_GRID } from './history'
import { isCoarse } from './sharpness'

/** The reader asked the browser to be sparing (Save-Data); Chromium alone tells. */
const savesData = (): boolean => (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true

interface Props {
  picture: Picture
  index: number
  count: number
  x: number
  y: number
  width: number
  height: number
  chosen: boolean
  /** the one stop of the Tab key in the grid */
  stop: boolean
  search: string
}

/** One picture in the grid. Clicks and focus are heard by the grid, so that scrolling draws only what comes into view. */
export const GridTile = memo(function GridTile({ picture, index, count, x, y, width, height, chosen, stop, search }: Props) {
  const t = useT()
  const name = pictureName(picture, t(`gallery.origins.${picture.origin}`))
  const tab = stop ? 0 : -1
  return (
    <li
      className={styles.tile}
      style={{ width, height, transform: `translate(${x}px, ${y}px)` }}
      data-index={index}
      data-selected={chosen || undefined}
      aria-setsize={count}
      aria-posinset={index + 1}
      data-testid="gallery-tile"
    >
      <Link to={`/gallery/${picture.id}${search}`} state={FROM_GRID} tabIndex={tab} aria-label={name} draggable={false} data-action="open">
        <Thumb src={picture.urls.thumb} sharp={isCoarse(picture, width, window.devicePixelRatio) && !savesData() ? picture.urls.view : null} />
        {picture.prompt && <span className={styles.caption}>{picture.prompt}</span>}
      </Link>
      <button type="button" role="checkbox" aria-checked={chosen} tabIndex={tab} className={styles.check} aria-label={t('gallery.choose', { name })} data-action="choose" data-testid="gallery-check">
        <Check size={15} strokeWidth={2.5} aria-hidden />
      </button>
      <button type="button" tabIndex={tab} className={styles.star} aria-pressed={picture.starred} aria-label={t('gallery.star')} data-action="star" data-testid="gallery-star">
        <Star size={16} strokeWidth={1.75} aria-hidden />
      </button>
    </li>
  )
})

/** A tile that is only scrolled past is not worth the larger file. */
const REST_MS = 220

interface ThumbProps {
  src: string
  /** a larger file for tiles that the thumbnail is too coarse for */
  sharp: string | null
}

/** Blur-up: its place in a quiet colour, then the thumbnail, then what is sharp at this size. */
function Thumb({ src, sharp }: ThumbProps) {
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading')
  const [rested, setRested] = useState(false)
  const [isSharp, setSharp] = useState(false)
  useEffect(() => {
    if (!sharp) return
    const timer = window.setTimeout(() => setRested(true), REST_MS)
    return () => window.clearTimeout(timer)
  }, [sharp])
  return (
    <>
      <img src={src} alt="" draggable={false} decoding="async" className={styles.thumb} data-state={state} onLoad={() => setState('ready')} onError={() => setState('failed')} />
      {sharp && rested && <img src={sharp} alt="" draggable={false} decoding="async" className={styles.sharp} data-ready={isSharp || undefined} onLoad={() => setSharp(true)} />}
    </>
  )
}
