import type { Attempt } from './events'
import { isOver, type RunState } from './reduce'
import type { Failure, Picture, PictureSlot, SlotStatus } from '@/api/types'

/** One place among the candidates; `missing` is one that was not painted although the painting is over. */
export type Cell = { state: 'done'; picture: Picture } | { state: 'painting' | 'waiting' | 'missing'; preview?: number | undefined }

export interface SlotView {
  /** the newest, where the painting was tried again */
  runId: string
  status: SlotStatus
  /** what the server was asked for, then what it made of that */
  prompt: string
  enriched: string | null
  locked: readonly string[]
  /** width ÷ height */
  ratio: number
  cells: Cell[]
  /** how many pictures did not come, once it is over */
  missing: number
  /** the engine could not, and is asked again in a moment */
  pausing: boolean
  /** which attempt that is */
  attempt: Attempt | null
  /** of the whole painting, 0…1; null while it is not known */
  fraction: number | null
  /** the candidate that is being painted, from 1 */
  at: number
  eta: number | null
  place: number | null
  error: Failure | null
}

/** `'16:9'` as width ÷ height; 1 where it says nothing sensible. */
export function ratioOf(aspect: string | null): number {
  const [width, height] = aspect?.split(':').map(Number) ?? []
  const ratio = (width ?? 1) / (height ?? 1)
  return Number.isFinite(ratio) && ratio > 0 ? Math.min(4, Math.max(0.25, ratio)) : 1
}

const afterRun: Partial<Record<RunState['status'], SlotStatus>> = {
  queued: 'queued',
  running: 'running',
  succeeded: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  interrupted: 'failed',
}

/** What is shown of a painting: the message's slot, brought up to date by the painting's own run where one is followed. */
export function viewSlot(slot: PictureSlot, run: RunState | undefined): SlotView {
  const settled = slot.status === 'done' || slot.status === 'failed' || slot.status === 'cancelled'
  const live = !settled && run && (run.seq > 0 || run.place !== null) ? run : undefined
  const status = live ? (afterRun[live.status] ?? slot.status) : slot.status
  const painted: (Picture | undefined)[] = []
  slot.pictures.forEach((picture, i) => (painted[slot.places?.[i] ?? i] = picture))
  if (live) for (const [index, picture] of Object.entries(live.pictures)) painted[Number(index)] = picture
  const over = status !== 'queued' && status !== 'running'
  const pictures = [...painted].filter((picture) => picture !== undefined)
  const every = Array.from({ length: Math.max(slot.count, painted.length, 1) }, (_, place) => place)
  const missing = new Set(over ? (live ? every.filter((place) => !painted[place]) : (slot.missing ?? [])) : [])
  // Once it is over deleted pictures leave no hole, and where nothing came there is none to fill.
  const places = over ? every.filter((place) => painted[place] ?? (pictures.length > 0 && missing.has(place))) : every
  const count = places.length
  const index = live?.progress?.index ?? pictures.length
  const first = pictures[0]
  return {
    runId: slot.latest_run_id || slot.painting_run_id,
    status,
    prompt: live?.prompt || first?.prompt || slot.prompt,
    enriched: live?.enriched || first?.enriched_prompt || null,
    locked: live?.locked.length ? live.locked : (first?.locked ?? []),
    ratio: first ? first.width / first.height : ratioOf(slot.aspect),
    cells: places.map((i): Cell => {
      const picture = painted[i]
      if (picture) return { state: 'done', picture }
      if (over) return { state: 'missing' }
      const preview = live?.progress?.previews[i]
      const state = status === 'running' && (preview !== undefined || i === Math.min(index, count - 1)) ? 'painting' : 'waiting'
      return preview === undefined ? { state } : { state, preview }
    }),
    missing: missing.size,
    pausing: live?.progress?.stage === 'again',
    attempt: over ? null : (live?.attempt ?? null),
    fraction: live?.progress?.fraction ?? null,
    at: Math.min(index + 1, Math.max(count, 1)),
    eta: status === 'queued' ? (live?.eta ?? null) : (live?.progress?.eta_s ?? null),
    place: live?.place ?? null,
    error: slot.error ?? (live && isOver(live) ? live.error : null),
  }
}
