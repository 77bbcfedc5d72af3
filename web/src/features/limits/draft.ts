import type { Limits } from '@/api/types'

const MILLION = 1_000_000

/** Limits as they are typed: null is no limit, money in whole units. */
export interface LimitsDraft {
  requests: number | null
  tokens: number | null
  parallel: number | null
  spend: number | null
  period: Limits['spend_period']
}

export const draftOf = (limits: Limits): LimitsDraft => ({
  requests: limits.requests_per_minute || null,
  tokens: limits.tokens_per_minute || null,
  parallel: limits.parallel_calls || null,
  spend: limits.spend_micros ? limits.spend_micros / MILLION : null,
  period: limits.spend_period,
})

export const limitsOf = (draft: LimitsDraft): Limits => ({
  requests_per_minute: draft.requests ?? 0,
  tokens_per_minute: draft.tokens ?? 0,
  parallel_calls: draft.parallel ?? 0,
  spend_micros: Math.round((draft.spend ?? 0) * MILLION),
  spend_period: draft.period,
})

export const NO_LIMITS: LimitsDraft = { requests: null, tokens: null, parallel: null, spend: null, period: 'month' }

export const hasLimits = (limits: Limits) =>
  limits.requests_per_minute > 0 || limits.tokens_per_minute > 0 || limits.parallel_calls > 0 || limits.spend_micros > 0
