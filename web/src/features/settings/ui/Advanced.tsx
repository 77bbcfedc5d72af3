import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { useT } from '@/i18n'
import styles from './ui.module.css'

/** Fields that few people need, folded away; the browser's own disclosure, so keyboards and readers know it. */
export function Advanced({ children, testId }: { children: ReactNode; testId?: string }) {
  const t = useT()
  return (
    <details className={styles.advanced}>
      <summary data-testid={testId}>
        <ChevronRight size={16} strokeWidth={1.75} aria-hidden />
        {t('settings.advanced')}
      </summary>
      <div>{children}</div>
    </details>
  )
}
