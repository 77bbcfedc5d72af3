import { Button } from 'antd'
import { Link } from 'react-router'
import { EmptyState } from '@/components/EmptyState'
import { Logo } from '@/components/Logo'
import { useT } from '@/i18n'
import styles from './pages.module.css'

export function Splash() {
  return (
    <div className={styles.splash} aria-busy="true">
      <Logo size={48} />
    </div>
  )
}

export function UnreachablePage({ retry, busy }: { retry: () => void; busy: boolean }) {
  const t = useT()
  return (
    <div className={styles.full}>
      <EmptyState
        picture={<Adrift />}
        title={t('common.errors.unreachable')}
        action={
          <Button type="primary" onClick={retry} loading={busy}>
            {t('common.retry')}
          </Button>
        }
      />
    </div>
  )
}

export function NotFoundPage() {
  const t = useT()
  return (
    <div className={styles.full}>
      <EmptyState
        picture={<Adrift />}
        title={t('common.notFoundTitle')}
        text={t('common.notFoundText')}
        action={
          <Link to="/">
            <Button>{t('common.toChat')}</Button>
          </Link>
        }
      />
    </div>
  )
}

/** A boat without its lake: nothing is where one looked. */
function Adrift() {
  return (
    <svg width="168" height="96" viewBox="0 0 168 96" fill="none" aria-hidden>
      <circle cx="120" cy="26" r="13" fill="var(--cinnabar-fill)" />
      <path d="M14 70c12-24 24-38 34-38s18 22 30 27 20-9 42 3l34 8Z" fill="var(--ink)" opacity=".1" />
      <path d="M62 71c6 6 30 6 36 0l-5-.6c-8 1.2-18 1.2-26 0Z" fill="var(--ink)" opacity=".75" />
      <path d="M79 68V48c7 3 12 10 14 19Z" fill="var(--ink)" opacity=".55" />
      <path d="M8 80h58M78 86h76M40 92h44" stroke="var(--line)" strokeWidth="2" strokeLinecap="round" />
    </svg>
  )
}

/** Shown instead of a page that threw; the frame stays where it can. */
export function CrashPage() {
  const t = useT()
  return (
    <div className={styles.full} role="alert">
      <EmptyState
        picture={<Adrift />}
        title={t('common.crashedTitle')}
        text={t('common.crashedText')}
        action={
          <Button type="primary" onClick={() => window.location.reload()}>
            {t('common.reload')}
          </Button>
        }
      />
    </div>
  )
}
