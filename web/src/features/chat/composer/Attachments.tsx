import { X } from 'lucide-react'
import type { Picture } from '@/api/types'
import { useT } from '@/i18n'
import styles from './Composer.module.css'
import type { Upload } from './useUploads'

interface Props {
  pictures: readonly Picture[]
  uploads: readonly Upload[]
  onRemove: (picture: Picture) => void
  onCancel: (upload: Upload) => void
}

export function Attachments({ pictures, uploads, onRemove, onCancel }: Props) {
  const t = useT()
  if (!pictures.length && !uploads.length) return null
  return (
    <ul className={styles.attachments}>
      {pictures.map((picture) => (
        <li key={picture.id} data-testid="attachment">
          <img src={picture.urls.thumb} alt={picture.prompt ?? t('pictures.altUpload')} />
          <button type="button" onClick={() => onRemove(picture)} aria-label={t('chat.removeAttachment', { name: picture.prompt ?? t('pictures.picture') })}>
            <X size={12} strokeWidth={2.5} aria-hidden />
          </button>
        </li>
      ))}
      {uploads.map((upload) => {
        const percent = Math.round(upload.fraction * 100)
        return (
          <li key={upload.id} data-uploading data-testid="upload">
            <img src={upload.preview} alt={upload.name} />
            <span
              className={styles.ring}
              role="progressbar"
              aria-label={upload.name}
              aria-valuenow={percent}
              aria-valuetext={t('chat.uploading', { percent })}
              style={{ '--sent': `${percent}%` } as React.CSSProperties}
            />
            <button type="button" onClick={() => onCancel(upload)} aria-label={t('chat.removeAttachment', { name: upload.name })}>
              <X size={12} strokeWidth={2.5} aria-hidden />
            </button>
          </li>
        )
      })}
    </ul>
  )
}
