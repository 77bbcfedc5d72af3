import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { IconButton } from '@/components/IconButton'
import { errorText } from '@/components/errors'
import { useT } from '@/i18n'
import styles from './UploadCard.module.css'
import { useUploads } from './uploads'

/** How far the uploads are, and what went wrong with which. */
export function UploadCard() {
  const t = useT()
  const { list, dismiss } = useUploads()
  if (!list.length) return null
  const open = list.filter((upload) => !upload.done).length
  const failed = list.filter((upload) => upload.error).length
  const title = open
    ? t('gallery.uploading', { done: list.length - open, count: list.length })
    : failed
      ? t('gallery.uploadFailed', { count: failed })
      : t('gallery.uploaded', { count: list.length })
  return (
    <section className={styles.card} aria-label={t('gallery.uploads')} data-testid="upload-card">
      <header>
        <strong role="status">{title}</strong>
        {!open && <IconButton icon={X} size="small" label={t('common.close')} onClick={dismiss} data-testid="upload-dismiss" />}
      </header>
      <ul>
        {list.slice(-5).map((upload) => (
          <li key={upload.id}>
            <span className={styles.name}>{upload.name}</span>
            {upload.error ? (
              <>
                <CircleAlert size={16} strokeWidth={1.75} className={styles.bad} aria-hidden />
                <span className={styles.why}>{errorText(upload.error, t)}</span>
              </>
            ) : upload.done ? (
              <CircleCheck size={16} strokeWidth={1.75} className={styles.good} aria-hidden />
            ) : (
              <progress value={upload.fraction} max={1} aria-label={upload.name} />
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
