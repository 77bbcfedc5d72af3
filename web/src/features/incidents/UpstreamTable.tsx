import { ArrowDown, ArrowUp } from 'lucide-react'
import { useState } from 'react'
import type { UpstreamHealth } from '@/api/types'
import { currentLocale, useT } from '@/i18n'
import { duration, failedShare } from './chains'
import styles from './Incidents.module.css'
import { ConditionTag, Where } from './Marks'
import { conditionOf } from './trails'

/** The share of calls that failed, 0 to 1; null without calls. The trail's first ten seconds are what was counted until now. */
export const failedOf = (one: UpstreamHealth): number | null => failedShare(one.trail) ?? (one.calls ? one.failures / one.calls : null)

const columns = {
  lately: (one: UpstreamHealth) => one.trail.reduce((sum, sample) => sum + sample.calls, 0),
  failed: failedOf,
  median: (one: UpstreamHealth) => one.p50_ms,
  slowest: (one: UpstreamHealth) => one.p99_ms,
  first: (one: UpstreamHealth) => one.first_token_ms,
  running: (one: UpstreamHealth) => one.running,
  limit: (one: UpstreamHealth) => one.rate_limit_left,
}
type Column = keyof typeof columns
const names = Object.keys(columns) as Column[]

/** Every figure of every upstream. A column's head sorts by it, the largest first and then the smallest; unknown stands last. */
export function UpstreamTable({ upstreams }: { upstreams: UpstreamHealth[] }) {
  const t = useT()
  const locale = currentLocale()
  const [by, setBy] = useState<{ column: Column; falling: boolean } | null>(null)
  const number = new Intl.NumberFormat(locale)
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  const text = (column: Column, value: number | null) => {
    if (value === null) return '–'
    if (column === 'failed' || column === 'limit') return percent.format(value)
    return column === 'lately' || column === 'running' ? number.format(value) : duration(value, locale)
  }
  const rows = by ? sorted(upstreams, columns[by.column], by.falling) : upstreams
  const turn = (column: Column) => setBy(by?.column !== column ? { column, falling: true } : by.falling ? { column, falling: false } : null)
  return (
    // The table is wider than a phone: the keyboard must reach what scrolls.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.scroll} tabIndex={0} role="group" aria-label={t('incidents.upstreams')}>
      <table className={styles.table} data-testid="upstream-table">
        <thead>
          <tr>
            <th scope="col">{t('incidents.upstream')}</th>
            <th scope="col">{t('incidents.state')}</th>
            {names.map((column) => (
              <th key={column} scope="col" data-figure aria-sort={by?.column === column ? (by.falling ? 'descending' : 'ascending') : 'none'}>
                <button type="button" onClick={() => turn(column)}>
                  {t(`incidents.columns.${column}`)}
                  {by?.column === column && (by.falling ? <ArrowDown size={12} aria-hidden /> : <ArrowUp size={12} aria-hidden />)}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((one) => (
            <tr key={`${one.key}#${one.account}`} data-testid={`upstream-${one.key}`}>
              <th scope="row" className={styles.name}>
                <strong>{one.model}</strong>
                <Where one={one} />
              </th>
              <td>
                <ConditionTag condition={conditionOf(one)} />
              </td>
              {names.map((column) => (
                <td key={column} data-figure>
                  {text(column, columns[column](one))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function sorted(rows: UpstreamHealth[], value: (one: UpstreamHealth) => number | null, falling: boolean): UpstreamHealth[] {
  return [...rows].sort((a, b) => {
    const [left, right] = [value(a), value(b)]
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    return falling ? right - left : left - right
  })
}
