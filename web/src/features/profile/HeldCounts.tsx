import type { HeldData } from '@/api/types'
import { currentLocale, useT } from '@/i18n'
import styles from './HeldCounts.module.css'

const KINDS = ['conversations', 'messages', 'pictures', 'files', 'api_keys', 'usage_lines'] as const

/** How much of what people ask about is stored of somebody. */
export function HeldCounts({ items }: Pick<HeldData, 'items'>) {
  const t = useT()
  const number = new Intl.NumberFormat(currentLocale())
  return (
    <dl className={styles.counts} data-testid="held-data">
      {KINDS.map((kind) => (
        <div key={kind}>
          <dt>{t(`profile.data.kinds.${kind}`)}</dt>
          <dd>{number.format(items.find((one) => one.name === kind)?.rows ?? 0)}</dd>
        </div>
      ))}
    </dl>
  )
}
