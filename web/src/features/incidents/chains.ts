import type { CaseRow, HealthSample } from '@/api/types'

/** The failed attempts of one call, the first one first. */
export interface Chain {
  request: string
  cases: CaseRow[]
}

/** Rows (the newest first) as chains, in the order of their newest row. */
export function chainsOf(rows: CaseRow[]): Chain[] {
  const byRequest = new Map<string, CaseRow[]>()
  for (const row of rows) {
    const found = byRequest.get(row.request_id)
    if (found) found.push(row)
    else byRequest.set(row.request_id, [row])
  }
  return [...byRequest].map(([request, cases]) => ({
    request,
    cases: [...cases].sort((a, b) => a.attempt - b.attempt || a.id.localeCompare(b.id)),
  }))
}

/** Milliseconds as people read them. */
export function duration(ms: number | null, locale: string): string {
  if (ms === null) return '–'
  if (ms < 1) return `< ${duration(1, locale)}`
  const [value, unit] = ms < 999.5 ? [Math.round(ms), 'millisecond'] : [ms / 1000, 'second']
  const format = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: locale === 'en' ? 'narrow' : 'short', maximumFractionDigits: value < 10 ? 1 : 0 })
  // English has no blank in its narrow form and a long word in the others.
  return format.formatToParts(value).map((part) => (locale === 'en' && part.type === 'unit' ? `\u00a0${part.value}` : part.value)).join('')
}

/** Points of a line through the middles of equal slots of a box; a gap (null) starts a new line, a point alone is a dot. */
export function linePath(values: (number | null)[], width: number, height: number, top: number): string {
  const step = width / values.length
  return values
    .map((value, index) => {
      if (value === null) return ''
      const [joins, alone] = [values[index - 1] != null, values[index - 1] == null && values[index + 1] == null]
      return `${joins ? 'L' : 'M'}${((index + 0.5) * step).toFixed(1)} ${(height - (Math.min(value, top) / (top || 1)) * height).toFixed(1)}${alone ? 'h0' : ''}`
    })
    .join('')
}

/** The share of calls of the trail that failed, 0 to 1; null while there were none. */
export function failedShare(trail: HealthSample[]): number | null {
  const calls = trail.reduce((sum, one) => sum + one.calls, 0)
  return calls ? trail.reduce((sum, one) => sum + one.failures, 0) / calls : null
}
