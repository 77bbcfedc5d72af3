export { latestOf, paintAgain, useLatest } from './again'
export type { Progress } from './events'
export { emptyRun, isOver, type RunState } from './reduce'
export { cancelRun, forgetRuns, useRun } from './store'
