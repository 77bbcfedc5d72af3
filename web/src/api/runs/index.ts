export type { Progress } from './events'
export { emptyRun, isOver, type RunState } from './reduce'
export { forgetRuns, useRun } from './store'
