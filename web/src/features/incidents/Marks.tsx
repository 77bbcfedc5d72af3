import type { UpstreamHealth } from '@/api/types'
import { Tag } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './Plot.module.css'
import type { Condition } from './trails'

const tones = { alarm: 'bad', open: 'bad', half_open: 'warning', limited: 'warning', closed: 'good', unused: 'quiet' } as const
type Mark = 'calls' | 'failures' | 'p50' | 'p99'

/** What the colours and lines of the page's plots mean. */
export function Legend({ of }: { of: readonly Mark[] }) {
  const t = useT()
  return (
    <ul className={styles.legend}>
      {of.map((mark) => (
        <li key={mark}>
          <i data-mark={mark} aria-hidden />
          {t(`incidents.marks.${mark}`)}
        </li>
      ))}
    </ul>
  )
}

/** The provider, and which of its keys where there are several. */
export function Where({ one }: { one: UpstreamHealth }) {
  const t = useT()
  return (
    <span>
      {one.provider}
      {one.account > 1 && ` · ${t('incidents.account', { number: one.account })}`}
    </span>
  )
}

export function ConditionTag({ condition }: { condition: Condition }) {
  const t = useT()
  return <Tag tone={tones[condition]}>{condition === 'alarm' ? t('incidents.alarm') : condition === 'unused' ? t('incidents.unused') : t(`incidents.states.${condition}`)}</Tag>
}
