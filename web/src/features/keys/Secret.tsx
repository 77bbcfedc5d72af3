import { Button } from 'antd'
import { KeyRound } from 'lucide-react'
import { CodeBox } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './KeysPage.module.css'
import { Snippets } from './Snippets'

/** The secret, this once. */
export function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const t = useT()
  return (
    <div className={styles.made}>
      <p className={styles.once} role="status">
        <KeyRound size={18} strokeWidth={1.75} aria-hidden />
        {t('keys.once')}
      </p>
      <CodeBox text={secret} label={t('keys.secret')} single testId="key-secret" />
      <h4>{t('keys.tryIt')}</h4>
      <Snippets secret={secret} />
      <Button type="primary" onClick={onClose} data-testid="key-done">
        {t('keys.saved')}
      </Button>
    </div>
  )
}
