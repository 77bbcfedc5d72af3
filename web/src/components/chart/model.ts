import { money } from '@/components/money'

/** What a chart shows: one value of each series for each category; null where nothing is known. */
export interface ChartModel {
  kind: 'bar' | 'line'
  categories: string[]
  series: { name: string; values: (number | null)[] }[]
  /** values are amounts of it; plain numbers without one */
  currency?: string
  /** bars stand on each other */
  stacked?: boolean
}

/** How one of its values is written. */
export function formatOf(model: ChartModel, locale: string): (value: number) => string {
  if (model.currency) return (value) => money(Math.round(value * 1_000_000), model.currency, locale)
  const number = new Intl.NumberFormat(locale)
  return (value) => number.format(value)
}
