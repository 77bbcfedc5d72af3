/**
 * Waiting time before attempt `n` (from 0) to connect again, in ms: 0.5 s doubling to 15 s, of which a random half is
 * taken off, so that many tabs do not come back at the same moment ("equal jitter").
 */
export function backoff(attempt: number, random: () => number): number {
  const full = Math.min(15_000, 500 * 2 ** attempt)
  return full / 2 + (full / 2) * random()
}
