import { Suspense, useEffect, useMemo, useState } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { createPortal } from 'react-dom'
import { Button } from 'antd'
import type { Picture } from '@/api/types'
import { EmptyState } from '@/components/EmptyState'
import { useEditInStudio } from '@/components/useEditInStudio'
import { useFaceOf } from '@/components/useFaceOf'
import { PictureViewer } from '@/components/viewer'
import { FinishDrawer } from '@/features/finishing'
import { useT } from '@/i18n'
import styles from './GalleryPage.module.css'
import { usePicture } from './usePictures'

interface Props {
  id: string
  pictures: Picture[]
  /** there are more than those that are loaded */
  more: boolean
  onEnd: () => void
  /** the filter, as the address has it */
  search: string
  /** somebody else's, in a collection that is shared */
  isReadOnly: boolean
  onStar: (picture: Picture) => void
  onDelete: (id: string, leave: () => void) => void
  onClose: () => void
}

/** The picture of the address over the gallery; arrows walk through what the filter shows. */
export function OpenPicture({ id, pictures, more, onEnd, search, isReadOnly, onStar, onDelete, onClose }: Props) {
  const t = useT()
  const navigate = useNavigate()
  const { state } = useLocation() as { state: unknown }
  const [finishing, setFinishing] = useState(false)
  const at = pictures.findIndex((picture) => picture.id === id)
  const known = pictures[at]
  const alone = usePicture(id, known)
  const picture = known ?? alone.data
  const before = at > 0 ? pictures[at - 1] : undefined
  const after = at >= 0 ? pictures[at + 1] : undefined
  const neighbours = useMemo(() => [before, after].filter((one): one is Picture => Boolean(one)), [before, after])
  const nearEnd = at >= 0 && at >= pictures.length - 5
  useEffect(() => {
    if (nearEnd && more) onEnd()
  }, [nearEnd, more, onEnd])

  const editInStudio = useEditInStudio()
  const faceOf = useFaceOf()
  /** The chat is loaded only when one goes there. */
  const refer = async (to: Picture) => {
    const { attachToNew } = await import('@/features/chat')
    attachToNew(to)
    void navigate('/')
  }
  const go = (to: Picture) => void navigate(`/gallery/${to.id}${search}`, { replace: true, state })
  if (!picture) {
    return alone.isError
      ? createPortal(
          <div className={styles.gone} role="alert">
            <EmptyState title={t('gallery.goneTitle')} text={t('gallery.goneText')} action={<Button onClick={onClose}>{t('gallery.toAll')}</Button>} />
          </div>,
          document.body,
        )
      : null
  }
  return (
    <>
      <PictureViewer
        picture={picture}
        position={at >= 0 ? `${at + 1} / ${pictures.length}${more ? '+' : ''}` : undefined}
        neighbours={neighbours}
        onPrevious={before && (() => go(before))}
        onNext={after && (() => go(after))}
        onClose={onClose}
        {...(isReadOnly
          ? {}
          : {
              onStar: () => onStar(picture),
              onDelete: () => onDelete(picture.id, () => (after ?? before ? go((after ?? before)!) : onClose())),
              onFinish: () => setFinishing(true),
              onStudio: () => void editInStudio(picture),
              onReference: () => void refer(picture),
              onFace: () => faceOf(picture),
            })}
        sourceHref={(source) => `/gallery/${source}`}
        conversationHref={picture.conversation_id && `/c/${picture.conversation_id}`}
      />
      {finishing && (
        <Suspense fallback={null}>
          <FinishDrawer picture={picture} onClose={() => setFinishing(false)} onKept={(made) => go(made)} />
        </Suspense>
      )}
    </>
  )
}
