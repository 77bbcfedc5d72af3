import { isOver, type RunState } from '@/api/runs'
import type { Failure, Message, MessageStatus, PictureSlot, Step, Usage } from '@/api/types'

/** An answer as it is shown: the saved message, or what its run has said so far. */
export interface MessageView {
  text: string
  reasoning: string
  steps: readonly Step[]
  status: MessageStatus
  error: Failure | null
  slots: readonly PictureSlot[]
  usage: Usage | null
  /** place in the queue before the run starts */
  place: number | null
}

const afterRun: Record<RunState['status'], MessageStatus> = {
  queued: 'running',
  running: 'running',
  succeeded: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  interrupted: 'interrupted',
}

export function viewMessage(message: Message, run: RunState | undefined): MessageView {
  const { text, steps, status, error, pictures, usage } = message
  const saved: MessageView = { text, reasoning: message.reasoning ?? '', steps, status, error, slots: pictures, usage, place: null }
  // The log is only told while the message is not settled; then what was saved is the truth.
  if (status !== 'running' || !run || run.seq === 0) return saved
  const known = new Set(pictures.map((slot) => slot.painting_run_id))
  const started = run.pending
    .filter((slot) => !known.has(slot.painting_run_id))
    .map((slot): PictureSlot => ({ ...slot, latest_run_id: slot.painting_run_id, status: 'queued', pictures: [], places: [], missing: [], error: null }))
  return {
    // A message that was saved in part never shows less than that.
    text: run.text || text,
    reasoning: run.reasoning || saved.reasoning,
    steps: run.steps.length ? run.steps : steps,
    status: afterRun[run.status],
    error: isOver(run) ? run.error : null,
    slots: [...pictures, ...started],
    usage: run.usage ?? usage,
    place: run.status === 'queued' ? run.place : null,
  }
}
