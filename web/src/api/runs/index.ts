export { emptyRun, isOver, type Progress, type RunState } from './reduce'
export { forgetRuns, useRun } from './store'
