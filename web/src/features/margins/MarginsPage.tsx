import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { MarginRow, Margins } from '@/api/types'
import { EmptyState } from '@/components/EmptyState'
import { money } from '@/components/money'
import { Block, ChartBlock, LoadState, Tag } from '@/features/settings/ui'
import { DAYS, daysUpTo } from '@/features/usage/parts'
import { currentLocale, useT } from '@/i18n'
import styles from './Margins.module.css'

type By = 'model' | 'upstream' | 'user'
const bys: By[] = ['model', 'upstream', 'user']

function useMargins(by: By | 'day', from: string, until: string) {
  const filter = { by, from, until }
  return useQuery({ queryKey: keys.margins(filter), queryFn: ({ signal }) => api.get<Margins>('/api/admin/prices/margins', filter, signal) })
}

/** `/settings/margins`: what customers paid and vendors took, and which models lose money. */
export function MarginsPage() {
  const t = useT()
  const [count, setCount] = useState<number>(30)
  const [by, setBy] = useState<By>('model')
  const until = new Date().toISOString().slice(0, 10)
  const days = daysUpTo(until, count)
  const byDay = useMargins('day', days[0]!, until)
  const rows = useMargins(by, days[0]!, until)
  return (
    <div data-testid="margins">
      <div className={styles.filters}>
        <Select<number> value={count} onChange={setCount} aria-label={t('usage.period')} options={DAYS.map((value) => ({ value, label: t('usage.lastDays', { count: value }) }))} />
        <Select<By> value={by} onChange={setBy} aria-label={t('prices.margins.by')} options={bys.map((value) => ({ value, label: t(`prices.margins.bys.${value}`) }))} />
      </div>
      <LoadState query={byDay}>{(found) => <Days found={found} days={days} />}</LoadState>
      <Block title={t('prices.margins.table')}>
        <LoadState query={rows}>{(found) => (found.rows.length ? <Rows found={found} /> : <EmptyState title={t('prices.margins.none')} text={t('prices.margins.noneText')} />)}</LoadState>
      </Block>
    </div>
  )
}

function Days({ found, days }: { found: Margins; days: string[] }) {
  const t = useT()
  const locale = currentLocale()
  const at = new Map(found.rows.map((row) => [row.name, row]))
  const values = (pick: (row: MarginRow) => number | null) => days.map((day) => ((row) => (row ? (pick(row) ?? null) : 0))(at.get(day))).map((micros) => (micros === null ? null : micros / 1_000_000))
  const { total } = found
  const facts: [string, string][] = [
    [t('prices.margins.revenue'), money(total.revenue_micros, found.currency, locale)],
    [t('prices.margins.vendor'), money(total.vendor_micros, found.currency, locale)],
    [t('prices.margins.margin'), total.margin_micros === null ? '–' : money(total.margin_micros, found.currency, locale)],
  ]
  return (
    <ChartBlock
      title={t('prices.margins.title')}
      text={t('usage.utcIn', { currency: found.currency })}
      head={t('prices.margins.day')}
      file="margins"
      model={{
        kind: 'line',
        currency: found.currency,
        categories: days,
        series: [
          { name: t('prices.margins.revenue'), values: values((row) => row.revenue_micros) },
          { name: t('prices.margins.vendor'), values: values((row) => row.vendor_micros) },
          { name: t('prices.margins.margin'), values: values((row) => row.margin_micros) },
        ],
      }}
      empty={<EmptyState title={t('prices.margins.none')} text={t('prices.margins.noneText')} />}
      testId="margin-chart"
    >
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {total.cost_unknown_calls > 0 && <p className={styles.note}>{t('prices.margins.unknown', { count: total.cost_unknown_calls })}</p>}
    </ChartBlock>
  )
}

/** Those that lose money stand first. */
function Rows({ found }: { found: Margins }) {
  const t = useT()
  const locale = currentLocale()
  const amount = (micros: number | null) => (micros === null ? '–' : money(micros, found.currency, locale))
  const rows = [...found.rows].sort((a, b) => Number(b.loses) - Number(a.loses) || b.revenue_micros - a.revenue_micros)
  return (
    // Wider than a phone: the keyboard must reach what scrolls.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.scroll} tabIndex={0} role="group" aria-label={t('prices.margins.table')}>
      <table className={styles.table} data-testid="margin-rows">
        <thead>
          <tr>
            <th scope="col">{t('prices.model')}</th>
            <th scope="col" data-figure>
              {t('prices.columns.calls')}
            </th>
            {(['revenue', 'vendor', 'margin'] as const).map((name) => (
              <th key={name} scope="col" data-figure>
                {t(`prices.margins.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">
                {row.name} {row.loses && <Tag tone="bad">{t('prices.loses')}</Tag>}
              </th>
              <td data-figure>{new Intl.NumberFormat(locale).format(row.calls)}</td>
              <td data-figure>{amount(row.revenue_micros)}</td>
              <td data-figure>{amount(row.vendor_micros)}</td>
              <td data-figure>{amount(row.margin_micros)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
