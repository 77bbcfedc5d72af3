import { isOver, type RunState } from './reduce'
import type { Failure, Picture, PictureSlot, SlotStatus } from '@/api/types'

/** One place among the candidates. */
export type Cell = { state: 'done'; picture: Picture } | { state: 'painting' | 'waiting'; preview?: number | undefined }

export interface SlotView {
  runId: string
  status: SlotStatus
  /** what the server was asked for, then what it made of that */
  prompt: string
  enriched: string | null
  locked: readonly string[]
  /** width ÷ height */
  ratio: number
  cells: Cell[]
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
  const painted: (Picture | undefined)[] = [...slot.pictures]
  if (live) for (const [index, picture] of Object.entries(live.pictures)) painted[Number(index)] = picture
  const over = status !== 'queued' && status !== 'running'
  // Once it is over there are as many places as pictures: deleted ones leave no hole.
  const pictures = painted.filter((picture) => picture !== undefined)
  const count = over ? pictures.length : Math.max(slot.count, painted.length, 1)
  const index = live?.progress?.index ?? pictures.length
  const first = pictures[0]
  return {
    runId: slot.painting_run_id,
    status,
    prompt: live?.prompt || first?.prompt || slot.prompt,
    enriched: live?.enriched || first?.enriched_prompt || null,
    locked: live?.locked.length ? live.locked : (first?.locked ?? []),
    ratio: first ? first.width / first.height : ratioOf(slot.aspect),
    cells: Array.from({ length: count }, (_, i): Cell => {
      const picture = over ? pictures[i] : painted[i]
      if (picture) return { state: 'done', picture }
      const preview = live?.progress?.previews[i]
      const state = status === 'running' && (preview !== undefined || i === Math.min(index, count - 1)) ? 'painting' : 'waiting'
      return preview === undefined ? { state } : { state, preview }
    }),
    fraction: live?.progress ? Math.min(1, (live.progress.index + live.progress.fraction) / Math.max(count, 1)) : null,
    at: Math.min(index + 1, Math.max(count, 1)),
    eta: status === 'queued' ? (live?.eta ?? null) : (live?.progress?.eta_s ?? null),
    place: live?.place ?? null,
    error: slot.error ?? (live && isOver(live) ? live.error : null),
  }
}
