import { Button } from 'antd'
import { MessageCircle, Upload } from 'lucide-react'
import { Link } from 'react-router'
import { EmptyState } from '@/components/EmptyState'
import { errorText } from '@/components/errors'
import { useT } from '@/i18n'
import styles from './states.module.css'

/** Three frames on a wall, the middle one with a small landscape: where pictures will hang. */
function Wall() {
  return (
    <svg width="232" height="132" viewBox="0 0 232 132" fill="none" aria-hidden>
      <g stroke="var(--line)" strokeWidth="2" fill="var(--surface)">
        <rect x="1" y="34" width="58" height="76" rx="8" />
        <rect x="173" y="22" width="58" height="58" rx="8" />
        <path d="M180 98h44M8 122h44" strokeLinecap="round" />
      </g>
      <rect x="73" y="9" width="86" height="110" rx="10" fill="var(--surface)" stroke="var(--line)" strokeWidth="2" />
      <clipPath id="gallery-empty">
        <rect x="81" y="17" width="70" height="94" rx="5" />
      </clipPath>
      <g clipPath="url(#gallery-empty)">
        <rect x="81" y="17" width="70" height="94" fill="var(--tint)" />
        <circle cx="132" cy="40" r="9" fill="var(--cinnabar-fill)" />
        <path d="M76 82c10-22 18-32 26-32s13 18 21 22 15-8 32 4v40H76Z" fill="var(--ink)" opacity=".18" />
        <path d="M76 96c14-10 24-14 36-12s22 10 44 2v30H76Z" fill="var(--ink)" opacity=".34" />
        <path d="M92 100c5 4 17 4 22 0l-3-.5c-5 1-11 1-16 0Zm11-1V87c4 2 7 6 8 10Z" fill="var(--ink)" opacity=".7" />
      </g>
    </svg>
  )
}

/** There are no pictures yet. */
export function Empty({ onUpload }: { onUpload: () => void }) {
  const t = useT()
  return (
    <div className={styles.state} data-testid="gallery-empty">
      <EmptyState
        picture={<Wall />}
        title={t('gallery.emptyTitle')}
        text={t('gallery.emptyText')}
        action={
          <div className={styles.actions}>
            <Link to="/">
              <Button type="primary" icon={<MessageCircle size={16} strokeWidth={1.75} aria-hidden />}>
                {t('gallery.toChat')}
              </Button>
            </Link>
            <Button icon={<Upload size={16} strokeWidth={1.75} aria-hidden />} onClick={onUpload}>
              {t('gallery.uploadLong')}
            </Button>
          </div>
        }
      />
    </div>
  )
}

/** There are pictures, but none that fit the filter. */
export function Nothing({ onClear }: { onClear: () => void }) {
  const t = useT()
  return (
    <div className={styles.state} data-testid="gallery-nothing">
      <EmptyState title={t('gallery.nothingTitle')} text={t('gallery.nothingText')} action={<Button onClick={onClear}>{t('gallery.showAll')}</Button>} />
    </div>
  )
}

export function Failed({ error, busy, retry }: { error: unknown; busy: boolean; retry: () => void }) {
  const t = useT()
  return (
    <div className={styles.state} role="alert">
      <EmptyState
        title={t('gallery.failedTitle')}
        text={errorText(error, t)}
        action={
          <Button onClick={retry} loading={busy}>
            {t('common.retry')}
          </Button>
        }
      />
    </div>
  )
}

const SHAPES = [1.3, 0.75, 1, 1.8, 0.7, 1.2, 1, 1.5, 0.8, 1, 1.4, 0.75]

/** Places kept while the first pictures are on their way. */
export function Waiting() {
  const t = useT()
  return (
    <div className={styles.waiting} aria-busy="true" aria-label={t('common.loading')}>
      {SHAPES.map((ratio, index) => (
        <span key={index} style={{ flexGrow: ratio, flexBasis: `calc(var(--row) * ${ratio})` }} />
      ))}
    </div>
  )
}
