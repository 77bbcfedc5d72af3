/**
 * What a run's event log says so far, as a pure fold. Events may come twice, in any order and in any portions: they are
 * applied in the order of `seq`, each once; what arrives ahead of a gap waits for the gap to fill.
 */
import type { Attempt, PendingPictures, Progress, RunEvent } from './events'
import type { Failure, Picture, RunStatus, Step, Usage } from '@/api/types'

export interface RunState {
  /** the last event that was applied */
  seq: number
  /** events after a gap, by rising seq */
  waiting: readonly RunEvent[]
  status: RunStatus
  /** place in the queue, 1 is next */
  place: number | null
  /** seconds until a waiting run is done */
  eta: number | null
  error: Failure | null
  text: string
  reasoning: string
  steps: readonly Step[]
  pending: readonly PendingPictures[]
  usage: Usage | null
  title: string | null
  savedMessageId: string | null
  prompt: string | null
  enriched: string | null
  locked: readonly string[]
  progress: Progress | null
  /** of the picture whose engine was asked again last, until it is there */
  attempt: Attempt | null
  /** finished pictures by their place among the candidates */
  pictures: Readonly<Record<number, Picture>>
}

export const emptyRun: RunState = {
  seq: 0,
  waiting: [],
  status: 'queued',
  place: null,
  eta: null,
  error: null,
  text: '',
  reasoning: '',
  steps: [],
  pending: [],
  usage: null,
  title: null,
  savedMessageId: null,
  prompt: null,
  enriched: null,
  locked: [],
  progress: null,
  attempt: null,
  pictures: {},
}

const TERMINAL: ReadonlySet<RunStatus> = new Set(['succeeded', 'failed', 'cancelled', 'interrupted'])

export const isOver = (run: Pick<RunState, 'status'>): boolean => TERMINAL.has(run.status)

/** Whether events are missing before those that wait. */
export const hasGap = (run: RunState): boolean => run.waiting.length > 0

export function reduceRun(before: RunState, events: readonly RunEvent[]): RunState {
  const state = events.filter((event) => tellsPlace(before, event)).reduce(apply, before)
  const fresh = new Map<number, RunEvent>()
  for (const event of state.waiting) fresh.set(event.seq, event)
  for (const event of events) if (event.seq > state.seq) fresh.set(event.seq, event)
  if (fresh.size === state.waiting.length) return state

  let next = state
  let seq = state.seq
  for (let event = fresh.get(seq + 1); event; event = fresh.get(seq + 1)) {
    next = apply(next, event)
    seq = event.seq
    fresh.delete(seq)
  }
  return { ...next, seq, waiting: [...fresh.values()].sort((a, b) => a.seq - b.seq) }
}

/** A place in the queue is told beside the log: it repeats the number of the last event, which may be none. */
const tellsPlace = (state: RunState, event: RunEvent): boolean => event.type === 'run.queued' && event.seq === state.seq && !isOver(state)

type Data = Record<string, unknown>

const str = (value: unknown): string => (typeof value === 'string' ? value : '')
const num = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null)
const strings = (value: unknown): string[] => (Array.isArray(value) ? value.filter((v) => typeof v === 'string') : [])

function failure(data: Data): Failure {
  const error = (typeof data.error === 'object' && data.error !== null ? data.error : {}) as Data
  return { code: str(error.code) || 'unknown', message: str(error.message) }
}

function apply(state: RunState, { type, data }: RunEvent): RunState {
  switch (type) {
    case 'run.queued':
      return { ...state, status: 'queued', place: num(data.place), eta: num(data.eta_s) }
    case 'run.started':
      return { ...state, status: 'running', place: null, eta: null }
    case 'run.succeeded':
      return { ...state, status: 'succeeded' }
    case 'run.failed':
      return { ...state, status: 'failed', error: failure(data) }
    case 'run.cancelled':
      return { ...state, status: 'cancelled' }
    case 'run.interrupted':
      return { ...state, status: 'interrupted' }
    case 'text.delta':
      return { ...state, text: state.text + str(data.text) }
    case 'reasoning.delta':
      return { ...state, reasoning: state.reasoning + str(data.text) }
    case 'step':
      return { ...state, steps: withStep(state.steps, data as unknown as Step) }
    case 'picture.pending':
      return withPending(state, data)
    case 'usage':
      return { ...state, usage: data as unknown as Usage }
    case 'message.saved':
      return { ...state, savedMessageId: str(data.message_id) || null }
    case 'title':
      return { ...state, title: str(data.title) || null }
    case 'prompt.written':
      return { ...state, prompt: str(data.prompt) }
    case 'prompt.enriched':
      return { ...state, enriched: str(data.prompt), locked: strings(data.locked) }
    case 'progress':
      return { ...state, progress: progressOf(data, state.progress) }
    case 'attempt':
      return { ...state, attempt: attemptOf(data) }
    case 'picture':
      return withPicture(state.attempt?.index === data.index ? { ...state, attempt: null } : state, data)
    default:
      // An event of a newer server changes nothing that is shown here.
      return state
  }
}

function attemptOf(data: Data): Attempt | null {
  const [index, attempt, of] = [num(data.index), num(data.attempt), num(data.of)]
  return index === null || attempt === null || of === null ? null : { index, attempt, of, goes_on: data.goes_on === true }
}

/** A step keeps its place; a later event of the same id changes it. */
export function withStep(steps: readonly Step[], step: Step): Step[] {
  const at = steps.findIndex((other) => other.id === step.id)
  if (at < 0) return [...steps, step]
  return steps.map((other, index) => (index === at ? { ...other, ...step } : other))
}

function withPending(state: RunState, data: Data): RunState {
  const id = str(data.painting_run_id)
  if (!id || state.pending.some((other) => other.painting_run_id === id)) return state
  const slot: PendingPictures = {
    painting_run_id: id,
    prompt: str(data.prompt),
    count: Math.max(1, num(data.count) ?? 1),
    aspect: typeof data.aspect === 'string' ? data.aspect : null,
  }
  return { ...state, pending: [...state.pending, slot] }
}

function withPicture(state: RunState, data: Data): RunState {
  const index = num(data.index)
  if (index === null || typeof data.picture !== 'object' || data.picture === null) return state
  return { ...state, pictures: { ...state.pictures, [index]: data.picture as Picture } }
}

/** A bar never runs backwards within one picture. */
function progressOf(data: Data, old: Progress | null): Progress {
  const index = num(data.index) ?? 0
  const fraction = Math.min(1, Math.max(0, num(data.fraction) ?? 0))
  return {
    fraction: old && old.index === index ? Math.max(old.fraction, fraction) : fraction,
    stage: str(data.stage) || null,
    index,
    count: num(data.count) ?? old?.count ?? 1,
    eta_s: num(data.eta_s),
    previews: typeof data.previews === 'object' && data.previews !== null ? (data.previews as Record<string, number>) : {},
  }
}
