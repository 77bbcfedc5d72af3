export type Measure = 'kid' | 'fid'
export type Features = 'own' | 'inception'

export interface PictureSet {
  model?: string
  style?: string
  origin?: 'painted' | 'avatar' | 'upload'
}

export interface Measured {
  runId: string
  /** both sets, in words */
  name: string
  measure: Measure
  value: number
  /** the ends of the interval; null for FID */
  low: number | null
  high: number | null
  pictures: number[]
  /** the name of the features that were compared */
  features: string
  /** with published figures */
  comparable: boolean
}

const MOST = 12

/** The newest first, each run once. */
export const withMeasured = (old: readonly Measured[], found: Measured): Measured[] =>
  [found, ...old.filter((one) => one.runId !== found.runId)].slice(0, MOST)

/** Where the ends and the value of each lie between the least and the most of one measure, 0…1. */
export function placesOf(measured: readonly Measured[], measure: Measure): Map<string, { low: number; value: number; high: number }> {
  const ours = measured.filter((one) => one.measure === measure)
  const ends = ours.flatMap((one) => [one.low ?? one.value, one.high ?? one.value])
  const least = Math.min(0, ...ends)
  const most = Math.max(...ends, least + 1e-9)
  const place = (value: number) => (value - least) / (most - least)
  return new Map(ours.map((one) => [one.runId, { low: place(one.low ?? one.value), value: place(one.value), high: place(one.high ?? one.value) }]))
}
