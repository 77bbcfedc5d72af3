import { Button, Input } from 'antd'
import { Plus, X } from 'lucide-react'
import type { BookWindow } from '@/api/types'
import { IconButton } from '@/components/IconButton'
import { useT } from '@/i18n'
import styles from './Prices.module.css'

export interface HourRow {
  from: string
  until: string
  zone: string
  factor: string
  before: BookWindow | undefined
}

export const hoursOf = (windows: BookWindow[] | undefined): HourRow[] => windows?.map((one) => ({ from: one.from, until: one.until, zone: one.zone, factor: one.factor, before: one })) ?? []

export const windowsOf = (rows: HourRow[]): BookWindow[] => rows.map(({ before, ...row }) => ({ cost_factor: '1', days: [0, 1, 2, 3, 4, 5, 6], ...before, ...row }))

/** Hours of the day in which prices are multiplied. */
export function Hours({ rows, onChange }: { rows: HourRow[]; onChange: (rows: HourRow[]) => void }) {
  const t = useT()
  const set = (at: number, change: Partial<HourRow>) => onChange(rows.map((row, index) => (index === at ? { ...row, ...change } : row)))
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return (
    <div className={styles.group}>
      {rows.map((row, at) => (
        <div key={at} className={styles.step}>
          <Input type="time" aria-label={t('prices.from')} value={row.from} onChange={(event) => set(at, { from: event.target.value })} />
          <Input type="time" aria-label={t('prices.until')} value={row.until} onChange={(event) => set(at, { until: event.target.value })} />
          <Input aria-label={t('prices.zone')} value={row.zone} onChange={(event) => set(at, { zone: event.target.value })} />
          <Input aria-label={t('prices.factor')} prefix="×" inputMode="decimal" value={row.factor} onChange={(event) => set(at, { factor: event.target.value })} />
          <IconButton icon={X} size="small" label={t('common.delete')} onClick={() => onChange(rows.filter((_, index) => index !== at))} />
        </div>
      ))}
      <Button size="small" icon={<Plus size={14} strokeWidth={2} aria-hidden />} onClick={() => onChange([...rows, { from: '00:00', until: '08:00', zone, factor: '0.5', before: undefined }])}>
        {t('prices.addHours')}
      </Button>
    </div>
  )
}
