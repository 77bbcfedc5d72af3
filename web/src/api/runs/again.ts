import { create } from 'zustand'
import { api } from '@/api/client'
import type { StartedRun } from '@/api/types'

const KEY = 'huahua.again'
const MAX_KEPT = 200

function stored(): Record<string, string> {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Record<string, string>
  } catch {
    return {}
  }
}

/** Paintings that were tried again in this tab: the new run by the one in whose place it is. */
const useAgain = create<{ by: Record<string, string> }>(() => ({ by: stored() }))
useAgain.subscribe(({ by }) => sessionStorage.setItem(KEY, JSON.stringify(Object.fromEntries(Object.entries(by).slice(-MAX_KEPT)))))

const asked = new Map<string, Promise<string>>()

/** Paints what a run did not, in its place; the new run. A second click while the first is on its way asks nothing. */
export function paintAgain(runId: string): Promise<string> {
  const known = asked.get(runId)
  if (known) return known
  const asking = api
    .post<StartedRun>(`/api/pictures/runs/${runId}/retry`)
    .then(({ run_id }) => {
      useAgain.setState(({ by }) => ({ by: { ...by, [runId]: run_id } }))
      return run_id
    })
    .finally(() => asked.delete(runId))
  asked.set(runId, asking)
  return asking
}

/** The run that stands in a run's place now: itself, or the last one that was begun instead. */
export function latestOf(by: Readonly<Record<string, string>>, runId: string): string {
  let latest = runId
  for (let hops = 0; by[latest] && hops < MAX_KEPT; hops += 1) latest = by[latest]!
  return latest
}

export const useLatest = (runId: string): string => useAgain(({ by }) => latestOf(by, runId))
