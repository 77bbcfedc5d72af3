import { Button, Input, Select } from 'antd'
import { Plus, X } from 'lucide-react'
import type { BookPrice, BookTiers } from '@/api/types'
import { IconButton } from '@/components/IconButton'
import { useT } from '@/i18n'
import { type AmountName, type Amounts, amountsOf, priceWith, usual, wrongAmounts } from './amounts'
import styles from './Prices.module.css'

const modes = ['graduated', 'volume'] as const
const units = ['calls', 'tokens', 'input_tokens', 'output_tokens', 'pictures', 'characters', 'seconds', 'pages'] as const

export interface TierRows {
  mode: BookTiers['mode']
  unit: BookTiers['unit']
  steps: { above: string; amounts: Amounts; before: BookPrice | undefined }[]
}

export const tierRowsOf = (tiers: BookTiers | null | undefined): TierRows => ({
  mode: tiers?.mode ?? 'graduated',
  unit: tiers?.unit ?? 'tokens',
  steps: tiers?.steps.map((step) => ({ above: String(step.above), amounts: amountsOf(step.price), before: step.price })) ?? [],
})

const above = (text: string) => (/^\d{1,15}$/.test(text.trim()) ? Number(text) : 0)

/** Whether every step starts above the one before and has a price. */
export const tiersFit = ({ steps }: TierRows): boolean => steps.every((step, at) => above(step.above) > (at ? above(steps[at - 1]!.above) : 0) && !wrongAmounts(step.amounts).length)

export const tiersOf = ({ mode, unit, steps }: TierRows, price: BookPrice): BookTiers | null =>
  steps.length ? { mode, unit, steps: steps.map((step) => ({ above: above(step.above), price: priceWith(step.amounts, price.currency, step.before) })) } : null

/** Other prices from some monthly volume on. */
export function Tiers({ rows, onChange }: { rows: TierRows; onChange: (rows: TierRows) => void }) {
  const t = useT()
  const set = (at: number, change: Partial<TierRows['steps'][number]>) => onChange({ ...rows, steps: rows.steps.map((step, index) => (index === at ? { ...step, ...change } : step)) })
  return (
    <div className={styles.group}>
      {rows.steps.length > 0 && (
        <div className={styles.tools}>
          <Select value={rows.mode} onChange={(mode) => onChange({ ...rows, mode })} aria-label={t('prices.tierMode')} options={modes.map((value) => ({ value, label: t(`prices.modes.${value}`) }))} data-testid="tier-mode" />
          <Select value={rows.unit} onChange={(unit) => onChange({ ...rows, unit })} aria-label={t('prices.tierUnit')} options={units.map((value) => ({ value, label: t(`prices.tierUnits.${value}`) }))} />
        </div>
      )}
      {rows.steps.length > 0 && <p className={styles.note}>{t(`prices.modesText.${rows.mode}`)}</p>}
      {rows.steps.map((step, at) => (
        <div key={at} className={styles.step}>
          <Input aria-label={t('prices.above')} prefix={t('prices.above')} inputMode="numeric" value={step.above} onChange={(event) => set(at, { above: event.target.value })} />
          {usual.map((name: AmountName) => (
            <Input key={name} aria-label={t(`prices.amounts.${name}`)} prefix={t(`prices.amounts.${name}`)} inputMode="decimal" value={step.amounts[name]} onChange={(event) => set(at, { amounts: { ...step.amounts, [name]: event.target.value } })} />
          ))}
          <IconButton icon={X} size="small" label={t('common.delete')} onClick={() => onChange({ ...rows, steps: rows.steps.filter((_, index) => index !== at) })} />
        </div>
      ))}
      <Button size="small" icon={<Plus size={14} strokeWidth={2} aria-hidden />} onClick={() => onChange({ ...rows, steps: [...rows.steps, { above: '', amounts: amountsOf(null), before: undefined }] })}>
        {t('prices.addTier')}
      </Button>
    </div>
  )
}
