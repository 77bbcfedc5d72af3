import { useEffect } from 'react'
import { create } from 'zustand'
import { api } from '../client'
import { live } from '../live'
import type { RunEvent } from '@/api/runs/events'
import { emptyRun, hasGap, isOver, reduceRun, type RunState } from './reduce'

const useRuns = create<{ runs: Record<string, RunState> }>(() => ({ runs: {} }))

interface Follower {
  count: number
  stop: () => void
  gapTimer: number
}

const followers = new Map<string, Follower>()
const arrived = new Map<string, RunEvent[]>()
let planned = false

export const runState = (runId: string): RunState => useRuns.getState().runs[runId] ?? emptyRun

const GAP_MS = 1_000

/** Events of one frame are reduced and shown together; a hidden tab has no frames, so it uses a timer. */
function plan(): void {
  if (planned) return
  planned = true
  if (document.hidden) window.setTimeout(flush, 100)
  else requestAnimationFrame(flush)
}

function flush(): void {
  planned = false
  const runs = { ...useRuns.getState().runs }
  for (const [runId, events] of arrived) {
    const next = reduceRun(runs[runId] ?? emptyRun, events)
    runs[runId] = next
    const follower = followers.get(runId)
    if (!follower) continue
    window.clearTimeout(follower.gapTimer)
    if (hasGap(next)) follower.gapTimer = window.setTimeout(() => live.again(runId), GAP_MS)
  }
  arrived.clear()
  useRuns.setState({ runs })
}

function follow(runId: string): () => void {
  if (isOver(runState(runId))) return () => undefined
  const old = followers.get(runId)
  if (old) old.count += 1
  else {
    const stop = live.follow(
      runId,
      () => runState(runId).seq,
      (event) => {
        const events = arrived.get(runId)
        if (events) events.push(event)
        else arrived.set(runId, [event])
        plan()
      },
      // The server no longer has this run: what it had become is in the message.
      (code) => {
        if (code !== 'run_not_found') return
        useRuns.setState((s) => ({ runs: { ...s.runs, [runId]: { ...(s.runs[runId] ?? emptyRun), status: 'interrupted' } } }))
      },
    )
    followers.set(runId, { count: 1, stop, gapTimer: 0 })
  }
  return () => {
    const follower = followers.get(runId)
    if (!follower) return
    follower.count -= 1
    if (follower.count > 0) return
    window.clearTimeout(follower.gapTimer)
    follower.stop()
    followers.delete(runId)
  }
}

/** Follows a run while the calling component is shown; undefined before its first event. */
export function useRun(runId: string | null | undefined): RunState | undefined {
  useEffect(() => (runId ? follow(runId) : undefined), [runId])
  return useRuns((s) => (runId ? s.runs[runId] : undefined))
}

/** Ends a run wherever it is worked on; closing a tab does not. */
export const cancelRun = (runId: string) => api.post(`/api/runs/${runId}/cancel`)

/** Forgets all runs, at sign-out. */
export function forgetRuns(): void {
  useRuns.setState({ runs: {} })
}
