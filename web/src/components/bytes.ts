const units = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** An amount of memory as people read it, in steps of a thousand. */
export function bytes(amount: number, locale: string): string {
  const step = Math.min(units.length, Math.max(1, Math.floor(Math.log10(Math.max(1, amount)) / 3)))
  const value = amount / 1000 ** step
  return new Intl.NumberFormat(locale, { style: 'unit', unit: units[step - 1]!, unitDisplay: 'short', maximumFractionDigits: value < 10 ? 1 : 0 }).format(value)
}
