import { InputNumber, Select } from 'antd'
import type { Limits } from '@/api/types'
import { FormField } from '@/features/settings/ui'
import { useT } from '@/i18n'
import type { LimitsDraft } from './draft'
import styles from './Limits.module.css'

const PERIODS: Limits['spend_period'][] = ['day', 'month', 'total']

interface Props {
  value: LimitsDraft
  onChange: (value: LimitsDraft) => void
}

/** How much a key, a person or a team may use; what is empty is not limited. */
export function LimitFields({ value, onChange }: Props) {
  const t = useT()
  const count = (name: 'requests' | 'tokens' | 'parallel', max: number) => (
    <FormField label={t(`limits.${name}`)}>
      {(control) => (
        <InputNumber {...control} min={1} max={max} precision={0} value={value[name]} placeholder={t('limits.none')} onChange={(typed) => onChange({ ...value, [name]: typed })} className={styles.number!} data-testid={`limit-${name}`} />
      )}
    </FormField>
  )
  return (
    <div className={styles.fields}>
      {count('requests', 1_000_000_000)}
      {count('tokens', 1_000_000_000)}
      {count('parallel', 100_000)}
      <FormField label={t('limits.spend')} help={t('limits.spendHelp')}>
        {(control) => (
          <div className={styles.money}>
            <InputNumber {...control} min={0.000001} max={1_000_000_000} value={value.spend} placeholder={t('limits.none')} onChange={(spend) => onChange({ ...value, spend })} className={styles.number!} data-testid="limit-spend" />
            <Select<Limits['spend_period']>
              value={value.period}
              onChange={(period) => onChange({ ...value, period })}
              options={PERIODS.map((one) => ({ value: one, label: t(`limits.periods.${one}`) }))}
              aria-label={t('limits.period')}
              className={styles.period!}
              data-testid="limit-period"
            />
          </div>
        )}
      </FormField>
    </div>
  )
}
