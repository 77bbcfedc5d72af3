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

/** Shown instead of a page that threw; the frame stays where it can. */
export function CrashPage() {
  const t = useT()
  return (
    <div className={styles.full} role="alert">
      <EmptyState
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
