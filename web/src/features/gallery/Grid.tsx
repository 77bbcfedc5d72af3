import { type ReactNode, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import type { Picture } from '@/api/types'
import { currentLocale, useT } from '@/i18n'
import styles from './Grid.module.css'
import { GridTile } from './GridTile'
import { groupOf, monthName } from './groups'
import { type Direction, justify, step, type Tile, tileRatio, visible } from './layout'
import { useViewport } from './useViewport'

interface Props {
  pictures: Picture[]
  /** picture that the arrow keys start from */
  cursor: string | null
  onCursor: (id: string) => void
  /** the cursor is shown and focused each time this changes, e.g. after one has looked at a picture */
  focusTurn: number
  selected: ReadonlySet<string>
  selecting: boolean
  search: string
  onToggle: (id: string, range: boolean) => void
  onStar: (picture: Picture) => void
  /** above the pictures */
  header?: ReactNode
  /** called when the end comes near */
  onEnd: () => void
  footer: ReactNode
}

const arrows: Record<string, Direction> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
}

/** The pictures in justified rows; only those near what is seen are in the document. */
export function Grid({ pictures, cursor, onCursor, focusTurn, selected, selecting, search, header, onToggle, onStar, onEnd, footer }: Props) {
  const t = useT()
  const [scroller, setScroller] = useState<HTMLElement | null>(null)
  const [wall, setWall] = useState<HTMLElement | null>(null)
  const viewport = useViewport(scroller)
  const [now] = useState(() => Date.now())
  const wantsFocus = useRef(false)

  const layout = useMemo(() => {
    const narrow = viewport.width < 560
    return justify(
      pictures.map((picture) => ({ ratio: tileRatio(picture.width, picture.height), group: groupOf(picture.created_at, now) })),
      { width: viewport.width, target: narrow ? 132 : viewport.width < 1000 ? 190 : 224, gap: narrow ? 6 : 10, headingHeight: 40 },
    )
  }, [pictures, viewport.width, now])

  const tiles = visible(layout, viewport.top - viewport.height, viewport.top + viewport.height * 2)
  const nearEnd = viewport.height > 0 && viewport.top + viewport.height * 2.5 > layout.height
  useEffect(() => {
    if (nearEnd) onEnd()
  }, [nearEnd, onEnd, pictures.length])

  const at = Math.max(0, pictures.findIndex((picture) => picture.id === cursor))
  const shownAt = tiles.some((tile) => tile.index === at) ? at : (tiles[0]?.index ?? 0)

  const show = (tile: Tile) => {
    if (!scroller) return
    const { y } = tile
    if (y < scroller.scrollTop + 12) scroller.scrollTo({ top: y - 60 })
    else if (y + tile.height > scroller.scrollTop + scroller.clientHeight - 12) scroller.scrollTo({ top: y + tile.height - scroller.clientHeight + 24 })
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    const direction = arrows[event.key]
    const picture = pictures[at]
    if (direction && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const next = step(layout, at, direction)
      const tile = layout.tiles[next]
      if (!tile) return
      onCursor(pictures[next]!.id)
      wantsFocus.current = true
      show(tile)
    } else if (event.key.toLowerCase() === 'x' && picture) onToggle(picture.id, event.shiftKey)
    else if (event.key.toLowerCase() === 's' && picture) onStar(picture)
    else return
    event.preventDefault()
  }
  const onTurn = useEffectEvent(() => {
    const tile = layout.tiles[at]
    if (!tile) return
    wantsFocus.current = true
    show(tile)
  })
  useEffect(() => {
    if (focusTurn) onTurn()
  }, [focusTurn])
  useEffect(() => {
    if (!wantsFocus.current || !wall) return
    const link = wall.querySelector<HTMLElement>(`[data-index="${at}"] a`)
    if (!link) return
    wantsFocus.current = false
    link.focus({ preventScroll: true })
  })

  const pictureAt = (target: EventTarget): Picture | undefined => {
    const tile = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null
    return tile ? pictures[Number(tile.dataset.index)] : undefined
  }
  const onClick = (event: React.MouseEvent) => {
    const picture = pictureAt(event.target)
    const action = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-action]')?.dataset.action : undefined
    if (!picture || !action) return
    if (action === 'star') onStar(picture)
    else if (action === 'choose') onToggle(picture.id, event.shiftKey)
    else if (selecting || event.shiftKey) {
      event.preventDefault()
      onToggle(picture.id, event.shiftKey)
    }
  }

  const label = (group: string) =>
    group === 'today' || group === 'yesterday' || group === 'week' ? t(`gallery.groups.${group}`) : monthName(group, currentLocale())

  return (
    <div ref={setScroller} className={styles.scroller} data-testid="gallery-scroller">
      {header}
      <div className={styles.room}>
        {layout.headings.map((heading) => (
          <h2 key={heading.group} className={styles.heading} style={{ top: heading.y }}>
            {label(heading.group)}
          </h2>
        ))}
        {/* The links and buttons inside are what one uses; their events are heard here. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <ul
          ref={setWall}
          className={styles.wall}
          style={{ height: layout.height }}
          aria-label={t('common.gallery')}
          onKeyDown={onKeyDown}
          // Before the link's own handler: while one chooses, a click does not open.
          onClickCapture={onClick}
          onFocus={(event) => {
            const picture = pictureAt(event.target)
            if (picture) onCursor(picture.id)
          }}
          data-selecting={selecting || undefined}
        >
          {tiles.map((tile) => {
            const picture = pictures[tile.index]!
            return (
              <GridTile
                key={picture.id}
                picture={picture}
                index={tile.index}
                count={pictures.length}
                x={tile.x}
                y={tile.y}
                width={tile.width}
                height={tile.height}
                chosen={selected.has(picture.id)}
                stop={tile.index === shownAt}
                search={search}
              />
            )
          })}
        </ul>
      </div>
      {footer}
    </div>
  )
}
