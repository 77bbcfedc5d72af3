export { draftOf, hasLimits, limitsOf, NO_LIMITS, type LimitsDraft } from './draft'
export { LimitFields } from './LimitFields'
export { LimitsDialog } from './LimitsDialog'
