import type { SlotView } from '@/api/runs/slot'

export const QUARTERS = 4

/** What is worth saying of a painting now, and the sentence changes only when there is something new: not with every step. */
export function told(view: SlotView, over: boolean): { key: string; kind: 'queued' | 'started' | 'some' | 'finished' | 'failed' | 'cancelled'; done: number; quarter: number } {
  const done = view.cells.filter((cell) => cell.state === 'done').length
  const quarter = Math.floor((view.fraction ?? 0) * QUARTERS)
  const kind = over
    ? view.status === 'cancelled'
      ? 'cancelled'
      : done
        ? 'finished'
        : 'failed'
    : view.status === 'queued'
      ? 'queued'
      : done || quarter
        ? 'some'
        : 'started'
  const parts = kind === 'queued' ? [kind, view.place ?? ''] : kind === 'some' ? [kind, done, quarter] : [kind]
  return { key: parts.join(' '), kind, done, quarter }
}
