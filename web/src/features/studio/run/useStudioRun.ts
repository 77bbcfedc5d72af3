import { useQuery } from '@tanstack/react-query'
import { api } from '@/api/client'
import { isOver, useRun } from '@/api/runs'
import { type SlotView, viewSlot } from '@/api/runs/slot'
import type { Failure, Run } from '@/api/types'
import type { StudioRun } from '../store/studio'

export interface Cost {
  amount_micros: number
  currency: string
}

/** A painting as it is now, followed from its log: after a reload, too. `reason` is why pictures of one that ended well did not come. */
export function useStudioRun(run: StudioRun): { view: SlotView; over: boolean; cost: Cost | null; reason: Failure | null } {
  const state = useRun(run.id)
  const view = viewSlot(
    { painting_run_id: run.id, latest_run_id: run.id, status: 'queued', prompt: run.prompt, count: run.count, aspect: `${run.width}:${run.height}`, pictures: [], places: [], missing: [], error: null },
    state,
  )
  const over = state !== undefined && isOver(state)
  const ended = useQuery({
    queryKey: ['run', run.id],
    queryFn: ({ signal }) => api.get<Run>(`/api/runs/${run.id}`, undefined, signal),
    enabled: over && state.status === 'succeeded',
    staleTime: Infinity,
    retry: false,
  })
  const cost = ended.data?.result?.cost as Cost | undefined
  const failed = ended.data?.result?.failed as Failure[] | undefined
  return { view, over, cost: cost ?? null, reason: view.error ?? failed?.[0] ?? null }
}
