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
  const [value, unit] = ms < 1000 ? [Math.round(ms), 'millisecond'] : [Math.round(ms / 100) / 10, 'second']
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'narrow' }).format(value)
}

/** Points of a line through `values` in a box; a gap (null) starts a new line. */
export function linePath(values: (number | null)[], width: number, height: number, top: number): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0
  let pen = 'M'
  return values
    .map((value, index) => {
      if (value === null) {
        pen = 'M'
        return ''
      }
      const point = `${pen}${(index * step).toFixed(1)} ${(height - (Math.min(value, top) / (top || 1)) * height).toFixed(1)}`
      pen = 'L'
      return point
    })
    .join('')
}

/** The share of calls of the trail that failed, 0 to 1; null while there were none. */
export function failedShare(trail: HealthSample[]): number | null {
  const calls = trail.reduce((sum, one) => sum + one.calls, 0)
  return calls ? trail.reduce((sum, one) => sum + one.failures, 0) / calls : null
}
