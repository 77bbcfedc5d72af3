import { Check, Star } from 'lucide-react'
import { memo, useEffect, useState } from 'react'
import { Link } from 'react-router'
import type { Picture } from '@/api/types'
import { isCoarse, sources } from '@/components/sharpness'
import { pictureName } from '@/components/viewer/recipe'
import { useT } from '@/i18n'
import styles from './Grid.module.css'
import { FROM_GRID } from './history'

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
  // A picture that is cut to its tile at the sides is shown wider than the tile.
  const shownWidth = Math.round(Math.max(width, (height * picture.width) / picture.height))
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
        <Thumb picture={picture} width={shownWidth} sharpens={isCoarse(picture, shownWidth, window.devicePixelRatio) && !savesData()} />
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
  picture: Picture
  /** in CSS pixels, for the browser's choice among the sizes */
  width: number
  /** the thumbnail is too coarse for the place */
  sharpens: boolean
}

/** Blur-up: its place in a quiet colour, then the thumbnail, then the smallest file that is sharp at this size. */
function Thumb({ picture, width, sharpens }: ThumbProps) {
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading')
  const [rested, setRested] = useState(false)
  const [isSharp, setSharp] = useState(false)
  useEffect(() => {
    if (!sharpens) return
    const timer = window.setTimeout(() => setRested(true), REST_MS)
    return () => window.clearTimeout(timer)
  }, [sharpens])
  const { thumb } = picture.urls
  return (
    <>
      <img src={thumb} alt="" draggable={false} decoding="async" className={styles.thumb} data-state={state} onLoad={() => setState('ready')} onError={() => setState('failed')} />
      {sharpens && rested && (
        <img sizes={`${width}px`} srcSet={sources(picture)} alt="" draggable={false} decoding="async" className={styles.sharp} data-ready={isSharp || undefined} onLoad={() => setSharp(true)} />
      )}
    </>
  )
}
