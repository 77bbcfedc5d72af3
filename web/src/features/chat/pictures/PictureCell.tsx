import { Dropdown } from 'antd'
import { Brush, Download, Ellipsis, ImagePlus, PencilLine, RefreshCw, ScrollText, Shuffle } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { useState } from 'react'
import type { PaintRequest, Picture } from '@/api/types'
import { IconButton } from '@/components/IconButton'
import { downloadUrl, saveAs } from '@/components/save'
import { useEditInStudio } from '@/components/useEditInStudio'
import { fileName } from '@/components/viewer/recipe'
import { useStartFailed } from '@/components/useStartFailed'
import { useT } from '@/i18n'
import { redoRequest, usePictureActions, varyRequest } from './actions'
import styles from './Pictures.module.css'
import { Progressive } from './Progressive'

interface Props {
  picture: Picture
  /** from 1; absent when there is only one */
  number?: number | undefined
  /** one of several: less room, so all actions are in a menu on touch screens */
  small?: boolean
}

interface Action {
  key: string
  icon: LucideIcon
  label: string
  run: () => void
}

/** Two columns of at most 620 px together (see `.grid`). */
const SMALL_SIZES = '(max-width: 767px) 46vw, 306px'

/** One finished picture with what one can do with it. */
export function PictureCell({ picture, number, small = false }: Props) {
  const t = useT()
  const failed = useStartFailed()
  const actions = usePictureActions()
  const editInStudio = useEditInStudio()
  const [busy, setBusy] = useState<string | null>(null)

  const start = (key: string, request: PaintRequest) => {
    setBusy(key)
    actions
      .repaint(picture, request)
      .catch(failed)
      .finally(() => setBusy(null))
  }
  const isPainted = picture.origin !== 'upload' && Boolean(picture.prompt)
  const all: Action[] = [
    ...(isPainted
      ? [
          { key: 'redo', icon: RefreshCw, label: t('pictures.redo'), run: () => start('redo', redoRequest(picture)) },
          { key: 'vary', icon: Shuffle, label: t('pictures.vary'), run: () => start('vary', varyRequest(picture)) },
        ]
      : []),
    { key: 'edit', icon: PencilLine, label: t('pictures.edit'), run: () => actions.change(picture) },
    { key: 'studio', icon: Brush, label: t('pictures.studio'), run: () => void editInStudio(picture) },
    { key: 'reference', icon: ImagePlus, label: t('pictures.reference'), run: () => actions.reference(picture) },
    { key: 'download', icon: Download, label: t('pictures.download'), run: () => saveAs(downloadUrl(picture.urls.original), fileName(picture)) },
    { key: 'recipe', icon: ScrollText, label: t('pictures.recipe'), run: () => actions.recipe(picture) },
  ]
  const alt = t('pictures.altPainted', { prompt: picture.prompt ?? '' })

  return (
    <figure className={styles.cell} data-testid="picture-card" data-picture-id={picture.id} data-small={small || undefined}>
      <div className={styles.frame} style={{ aspectRatio: `${picture.width} / ${picture.height}` }}>
        <button type="button" className={styles.open} onClick={() => actions.view(picture)} aria-label={`${t('pictures.open')}: ${number ? t('pictures.pictureNumber', { number }) : (picture.prompt ?? '')}`}>
          <Progressive picture={picture} alt={alt} sizes={small ? SMALL_SIZES : undefined} />
        </button>
        {number !== undefined && (
          <span className={styles.number} aria-hidden>
            {number}
          </span>
        )}
        <Dropdown autoFocus
          trigger={['click']}
          placement="bottomRight"
          menu={{ items: all.map(({ key, icon: Icon, label, run }) => ({ key, label, icon: <Icon size={16} strokeWidth={1.75} />, onClick: run })) }}
        >
          <button type="button" className={styles.menuButton} aria-label={t('pictures.actions')}>
            <Ellipsis size={18} aria-hidden />
          </button>
        </Dropdown>
      </div>
      <div className={styles.actions} role="group" aria-label={t('pictures.actions')}>
        {all.map(({ key, icon, label, run }) => (
          <IconButton key={key} icon={icon} label={label} size="small" onClick={run} disabled={busy === key} data-testid={`picture-${key}`} />
        ))}
      </div>
    </figure>
  )
}
