import type { CacheState } from '@/api/types'

const names = ['hits', 'shared', 'made'] as const

export interface Part {
  name: (typeof names)[number]
  count: number
  /** 0 to 1, of all calls that asked the cache */
  share: number
}

/** Where answers came from; empty while nobody asked. */
export function partsOf(state: Pick<CacheState, (typeof names)[number]>): Part[] {
  const all = names.reduce((sum, name) => sum + state[name], 0)
  return all ? names.map((name) => ({ name, count: state[name], share: state[name] / all })) : []
}

const units = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** An amount of memory as people read it, in steps of a thousand. */
export function bytes(amount: number, locale: string): string {
  const step = Math.min(units.length, Math.max(1, Math.floor(Math.log10(Math.max(1, amount)) / 3)))
  const value = amount / 1000 ** step
  return new Intl.NumberFormat(locale, { style: 'unit', unit: units[step - 1]!, unitDisplay: 'short', maximumFractionDigits: value < 10 ? 1 : 0 }).format(value)
}
