import { Brush, ChevronLeft, ChevronRight, Download, ImagePlus, Info, Star, Trash2, WandSparkles, X, ZoomIn, ZoomOut } from 'lucide-react'
import { useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import { usePhone } from '@/app/useMedia'
import type { Picture } from '@/api/types'
import { useT } from '@/i18n'
import { IconButton } from '../IconButton'
import { downloadUrl, saveAs } from '../save'
import { Details } from './Details'
import styles from './PictureViewer.module.css'
import { fileName, pictureName } from './recipe'
import { Stage } from './Stage'
import { useFocusTrap } from './useFocusTrap'
import { FIT, MAX_SCALE, type View } from './zoom'

export interface PictureViewerProps {
  picture: Picture
  /** e.g. `'3 / 40'` */
  position?: string | undefined
  /** pictures that may come next; they are loaded beforehand */
  neighbours?: Picture[]
  onPrevious?: (() => void) | undefined
  onNext?: (() => void) | undefined
  onClose: () => void
  onStar?: ((starred: boolean) => void) | undefined
  onDelete?: (() => void) | undefined
  /** cut, size, balance … */
  onFinish?: (() => void) | undefined
  /** change it in the painting studio */
  onStudio?: (() => void) | undefined
  /** use as reference in chat */
  onReference?: (() => void) | undefined
  /** makes it the picture that one is shown by */
  onFace?: (() => void) | undefined
  sourceHref?: (id: string) => string
  conversationHref?: string | null
}

/** Room for the two buttons that turn the page. */
const BESIDE = { x: 72, y: 16 }
const ON_PHONE = { x: 0, y: 4 }
const PANEL = 'huahua.viewer.panel'

/**
 * One picture over the whole page, with its recipe beside it.
 * Keys: arrows go on, Escape closes, + − 0 zoom, I shows the recipe, S stars, D downloads, Delete deletes.
 */
export function PictureViewer(props: PictureViewerProps) {
  const { picture, position, neighbours, onPrevious, onNext, onClose, onStar, onDelete, onFinish, onStudio, onReference } = props
  const t = useT()
  const phone = usePhone()
  const trap = useFocusTrap()
  const [wide, setWide] = useState(() => localStorage.getItem(PANEL) !== 'closed')
  const [sheet, setSheet] = useState(false)
  const [placed, setPlaced] = useState<{ id: string; view: View }>({ id: picture.id, view: FIT })
  const view = placed.id === picture.id ? placed.view : FIT
  const panel = phone ? sheet : wide

  const setView = (change: (view: View) => View) =>
    setPlaced((old) => ({ id: picture.id, view: change(old.id === picture.id ? old.view : FIT) }))
  const scaleBy = (factor: number) =>
    setView((old) => {
      const scale = Math.min(MAX_SCALE, Math.max(1, old.scale * factor))
      return scale === 1 ? FIT : { scale, x: (old.x * scale) / old.scale, y: (old.y * scale) / old.scale }
    })
  const togglePanel = () => {
    if (phone) return setSheet(!sheet)
    localStorage.setItem(PANEL, wide ? 'closed' : 'open')
    setWide(!wide)
  }
  const download = () => saveAs(downloadUrl(picture.urls.original), fileName(picture))

  useEffect(() => {
    for (const next of neighbours ?? []) new Image().src = next.urls.view
  }, [neighbours])

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const key = event.key.toLowerCase()
    const does: Record<string, (() => void) | undefined> = {
      escape: phone && sheet ? () => setSheet(false) : onClose,
      arrowleft: onPrevious,
      arrowright: onNext,
      '+': () => scaleBy(1.5),
      '=': () => scaleBy(1.5),
      '-': () => scaleBy(1 / 1.5),
      '0': () => setView(() => FIT),
      i: togglePanel,
      s: onStar && (() => onStar(!picture.starred)),
      d: download,
      delete: onDelete,
    }
    const run = does[key]
    if (!run) return
    event.preventDefault()
    event.stopPropagation()
    run()
  }

  const common = (
    <>
      {onStar && (
        <IconButton icon={Star} label={t(picture.starred ? 'viewer.unstar' : 'viewer.star')} active={picture.starred} className={picture.starred ? styles.starred! : ''} tipPlacement="bottom" onClick={() => onStar(!picture.starred)} data-testid="viewer-star" />
      )}
      {onFinish && <IconButton icon={WandSparkles} label={t('viewer.finish')} tipPlacement="bottom" onClick={onFinish} data-testid="viewer-finish" />}
      {onStudio && <IconButton icon={Brush} label={t('pictures.studio')} tipPlacement="bottom" onClick={onStudio} data-testid="viewer-studio" />}
      {onReference && <IconButton icon={ImagePlus} label={t('viewer.reference')} tipPlacement="bottom" onClick={onReference} data-testid="viewer-reference" />}
      <IconButton icon={Download} label={t('common.download')} tipPlacement="bottom" onClick={download} data-testid="viewer-download" />
      {onDelete && <IconButton icon={Trash2} label={t('common.delete')} danger tipPlacement="bottom" onClick={onDelete} data-testid="viewer-delete" />}
      <IconButton icon={Info} label={t('viewer.recipe')} active={panel} tipPlacement="bottom" onClick={togglePanel} data-testid="viewer-info" />
    </>
  )

  return createPortal(
    // The dialog itself takes the keys: whatever inside has the focus, they work.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div ref={trap} role="dialog" aria-modal="true" aria-label={pictureName(picture, t('viewer.noWords'))} tabIndex={-1} className={styles.viewer} data-phone={phone || undefined} onKeyDown={onKeyDown} data-testid="picture-viewer">
      <header className={styles.bar}>
        <IconButton icon={X} label={t('common.close')} tipPlacement="bottom" onClick={onClose} data-testid="viewer-close" />
        <span className={styles.position}>{position}</span>
        {phone ? null : (
          <>
            <span className={styles.zoom} role="group" aria-label={t('viewer.zoom')}>
              <IconButton icon={ZoomOut} label={t('viewer.zoomOut')} tipPlacement="bottom" disabled={view.scale <= 1} onClick={() => scaleBy(1 / 1.5)} />
              <button type="button" className={styles.percent} onClick={() => setView(() => FIT)} aria-label={t('viewer.fit')} data-testid="viewer-zoom">
                {Math.round(view.scale * 100)}%
              </button>
              <IconButton icon={ZoomIn} label={t('viewer.zoomIn')} tipPlacement="bottom" disabled={view.scale >= MAX_SCALE} onClick={() => scaleBy(1.5)} />
            </span>
            {common}
          </>
        )}
      </header>
      <div className={styles.body}>
        <div className={styles.room}>
          <Stage
            key={picture.id}
            picture={picture}
            view={view}
            onView={setView}
            margin={phone ? ON_PHONE : BESIDE}
            onSwipe={(direction) => (direction < 0 ? onNext?.() : onPrevious?.())}
          />
          {onPrevious && <IconButton icon={ChevronLeft} size="large" label={t('viewer.previous')} tipPlacement="right" className={`${styles.turn} ${styles.left}`} onClick={onPrevious} data-testid="viewer-previous" />}
          {onNext && <IconButton icon={ChevronRight} size="large" label={t('viewer.next')} tipPlacement="left" className={`${styles.turn} ${styles.right}`} onClick={onNext} data-testid="viewer-next" />}
        </div>
        {panel && (
          <aside className={styles.panel} aria-label={t('viewer.recipe')} data-testid="viewer-panel">
            <div className={styles.panelHead}>
              <h2>{t(picture.origin === 'upload' ? 'viewer.about' : 'viewer.recipe')}</h2>
              {phone && <IconButton icon={X} label={t('common.close')} onClick={() => setSheet(false)} />}
            </div>
            <Details picture={picture} sourceHref={props.sourceHref} conversationHref={props.conversationHref} onFace={props.onFace} />
          </aside>
        )}
      </div>
      {phone && (
        <div className={styles.foot} role="toolbar" aria-label={t('common.actions')}>
          {common}
        </div>
      )}
    </div>,
    document.body,
  )
}
