import type { HealthSample, UpstreamHealth } from '@/api/types'
import { cell } from '@/components/csv'

/** A trail has at most this many samples, of ten seconds each. */
export const SLOTS = 60
const SLOT_MS = 10_000
const NOTHING: HealthSample = { calls: 0, failures: 0, running: 0, p50_ms: null, p99_ms: null }

/** A trail as long as all others: what was before the server began, or before anybody called, is empty. */
export const padded = (trail: HealthSample[]): HealthSample[] => [...Array.from({ length: Math.max(0, SLOTS - trail.length) }, () => NOTHING), ...trail.slice(-SLOTS)]

/** Calls and failures of all upstreams together. Percentiles cannot be added, so there are none. */
export function sumOf(trails: HealthSample[][]): HealthSample[] {
  const all = trails.map(padded)
  return Array.from({ length: SLOTS }, (_, slot) =>
    all.reduce((sum, trail) => {
      const { calls, failures, running } = trail[slot] ?? NOTHING
      return { ...sum, calls: sum.calls + calls, failures: sum.failures + failures, running: sum.running + running }
    }, NOTHING),
  )
}

/** The round number (one figure and zeros) at which an axis ends that must show `value`; at least 1. */
export function roundTop(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(Math.max(1, value)))
  return ([1, 2, 3, 4, 5, 6, 8, 10].find((step) => step * unit >= value) ?? 10) * unit
}

/** When the sample at `slot` was over, in milliseconds since 1970; the last one was over at `read`. */
export const endOf = (slot: number, read: number): number => read - (SLOTS - 1 - slot) * SLOT_MS

export type Condition = UpstreamHealth['state'] | 'alarm' | 'unused'

/** The one word about an upstream. */
export function conditionOf({ alarm, state, calls }: UpstreamHealth): Condition {
  if (alarm) return 'alarm'
  return state === 'closed' && !calls ? 'unused' : state
}

const order: Condition[] = ['alarm', 'open', 'half_open', 'limited', 'closed', 'unused']

/** What needs a look first, and otherwise always the same order: nothing moves while one reads. */
export const byNeed = (upstreams: UpstreamHealth[]): UpstreamHealth[] =>
  [...upstreams].sort((a, b) => order.indexOf(conditionOf(a)) - order.indexOf(conditionOf(b)) || a.key.localeCompare(b.key) || a.account - b.account)

// A spreadsheet takes a cell that begins with one of these for a formula.
/** Every sample of every upstream that has one, a line each; times in ISO 8601, durations in milliseconds. */
export function csvOf(upstreams: UpstreamHealth[], read: number): string {
  const lines = upstreams.flatMap((one) =>
    one.trail.map((sample, index) => {
      const end = new Date(endOf(SLOTS - one.trail.length + index, read)).toISOString()
      return [end, one.provider, one.model, one.account, sample.calls, sample.failures, sample.running, sample.p50_ms, sample.p99_ms].map(cell).join(',')
    }),
  )
  return ['ten_seconds_until,provider,model,key,calls,failures,running,p50_ms,p99_ms', ...lines].join('\n')
}
