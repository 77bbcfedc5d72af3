import { Button } from 'antd'
import { withQuery } from '@/api/client'
import type { WaysIn } from '@/api/types'
import { useT } from '@/i18n'
import styles from './fields.module.css'

/** One button per provider; the server knows the way there. */
export function Providers({ providers, next }: { providers: WaysIn['providers']; next: string | null }) {
  const t = useT()
  return (
    <>
      <p className={styles.or} aria-hidden>
        <span>{t('auth.or')}</span>
      </p>
      <div className={styles.providers}>
        {providers.map(({ name, title }) => (
          <Button key={name} size="large" block href={withQuery(`/api/oidc/${encodeURIComponent(name)}/start`, { next })} data-testid={`provider-${name}`}>
            {t('auth.withProvider', { title })}
          </Button>
        ))}
      </div>
    </>
  )
}
