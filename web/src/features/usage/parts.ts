import type { ChartModel } from '@/components/chart/model'
import type { UsageTotal } from '@/api/types'

export type Measure = 'cost' | 'calls' | 'tokens' | 'images'
export type By = 'model' | 'key_id' | 'user_id'
export const DAYS = [7, 30, 90] as const
const MOST_SERIES = 5

const tokens = (one: UsageTotal) => one.input_tokens + one.cache_read_tokens + one.cache_write_tokens + one.output_tokens + one.reasoning_tokens

/** One figure of a total; cost in whole units of the currency. */
export const measured: Record<Measure, (one: UsageTotal) => number> = {
  cost: (one) => one.cost.amount_micros / 1_000_000,
  calls: (one) => one.calls,
  tokens,
  images: (one) => one.images,
}

/** `2026-11-21`, `count` days up to and with `last`, the first day first. */
export function daysUpTo(last: string, count: number): string[] {
  const end = Date.parse(`${last}T00:00:00Z`)
  return Array.from({ length: count }, (_, at) => new Date(end - (count - 1 - at) * 86_400_000).toISOString().slice(0, 10))
}

/** Days along the axis, the largest groups as series of their own, the rest together. */
export function byDay(totals: UsageTotal[], days: string[], by: By, measure: Measure, nameOf: (group: string | null) => string, others: string): ChartModel {
  const sums = new Map<string | null, number>()
  for (const one of totals) sums.set(one[by], (sums.get(one[by]) ?? 0) + measured[measure](one))
  const groups = [...sums.entries()].filter(([, sum]) => sum > 0).sort((a, b) => b[1] - a[1])
  const own = groups.slice(0, groups.length > MOST_SERIES + 1 ? MOST_SERIES : MOST_SERIES + 1).map(([group]) => group)
  const at = new Map(days.map((day, index) => [day, index]))
  const series = own.map((group) => ({ name: nameOf(group), values: days.map(() => 0) }))
  const rest = { name: others, values: days.map(() => 0) }
  for (const one of totals) {
    const day = at.get(one.day)
    const place = own.indexOf(one[by])
    if (day !== undefined) (place < 0 ? rest : series[place]!).values[day]! += measured[measure](one)
  }
  return { kind: 'bar', stacked: true, categories: days, series: groups.length > own.length ? [...series, rest] : series }
}

/** What was spent, told apart by currency; calls without a price have none. */
export function spent(totals: UsageTotal[]): [currency: string, micros: number][] {
  const sums = new Map<string, number>()
  for (const one of totals) if (one.cost.currency) sums.set(one.cost.currency, (sums.get(one.cost.currency) ?? 0) + one.cost.amount_micros)
  return [...sums.entries()].sort((a, b) => b[1] - a[1])
}
