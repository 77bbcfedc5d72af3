import { InputNumber, Select } from 'antd'
import type { ModelRow } from '@/api/types'
import { useT } from '@/i18n'
import styles from './ModelPicker.module.css'
import type { Draft } from './types'

type Price = NonNullable<ModelRow['price']>

const MICROS = 1_000_000
const free: Price = {
  currency: 'USD',
  input: 0,
  output: 0,
  cache_read: null,
  cache_write: null,
  cache_write_1h: null,
  reasoning: null,
  audio_input: null,
  audio_output: null,
  picture: 0,
  call: 0,
  second: 0,
  memory: 0,
  character: 0,
  sound: 0,
  page: 0,
}
const currencies = ['USD', 'CNY', 'EUR', 'GBP', 'JPY']

/** What a customer pays. */
export function PriceFields({ draft, onChange }: { draft: Draft; onChange: (change: Partial<Draft>) => void }) {
  const t = useT()
  const price = draft.price
  const paints = draft.tasks.includes('painting')
  const amounts = ['input', 'output', 'cache_read', ...(paints ? (['picture'] as const) : [])] as const
  return (
    <fieldset>
      <legend>{t('models.price')}</legend>
      <p>{t('models.priceHelp')}</p>
      <div className={styles.money}>
        <Select
          value={price?.currency ?? 'USD'}
          options={currencies.map((one) => ({ value: one, label: one }))}
          onChange={(currency) => onChange({ price: { ...(price ?? free), currency } })}
          aria-label={t('models.currency')}
        />
        {amounts.map((name) => (
          <InputNumber
            key={name}
            min={0}
            max={1_000_000}
            value={price?.[name] == null ? null : price[name] / MICROS}
            onChange={(value) => {
              const amount = value === null ? (name === 'cache_read' ? null : 0) : Math.round(value * MICROS)
              onChange({ price: { ...(price ?? free), [name]: amount } })
            }}
            prefix={<span className={styles.amount}>{t(`models.amounts.${name}`)}</span>}
            aria-label={t(`models.amounts.${name}`)}
            style={{ width: '100%' }}
            data-testid={`model-price-${name}`}
          />
        ))}
      </div>
    </fieldset>
  )
}
