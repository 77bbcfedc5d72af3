import type { KeyRules } from '@/api/types'
import { draftOf, hasLimits, limitsOf, NO_LIMITS, type LimitsDraft } from '@/features/limits/draft'

const DAY_MS = 86_400_000

export type Endpoint = NonNullable<KeyRules['endpoints']>[number]
export const ENDPOINTS: Endpoint[] = ['chat', 'embeddings', 'images', 'audio', 'moderations', 'rerank', 'realtime', 'files']
export const DAYS = [7, 30, 90, 365] as const
/** `never`, so many days from now, or `kept`: as it was */
export type Expiry = 'never' | 'kept' | (typeof DAYS)[number]

/** A key's rules as they are typed: an empty list allows everything. */
export interface RulesDraft {
  models: string[]
  endpoints: Endpoint[]
  networks: string[]
  expiry: Expiry
  limits: LimitsDraft
}

export const NO_RULES: RulesDraft = { models: [], endpoints: [], networks: [], expiry: 'never', limits: NO_LIMITS }

export const rulesDraft = (rules: KeyRules): RulesDraft => ({
  models: rules.models ?? [],
  endpoints: rules.endpoints ?? [],
  networks: rules.networks ?? [],
  expiry: rules.expires_at ? 'kept' : 'never',
  limits: draftOf(rules.limits),
})

const some = <T>(list: T[]) => (list.length ? list : null)

/** `kept` is when the key expires so far. */
export function rulesOf(draft: RulesDraft, now: number, kept: string | null = null): KeyRules {
  const expires = draft.expiry === 'never' ? null : draft.expiry === 'kept' ? kept : new Date(now + draft.expiry * DAY_MS).toISOString()
  return {
    models: some(draft.models),
    endpoints: some(draft.endpoints),
    networks: some(draft.networks),
    expires_at: expires,
    limits: limitsOf(draft.limits),
  }
}

/** Whether the key is for some calls only. */
export const isRestricted = (rules: KeyRules) => Boolean(rules.models ?? rules.endpoints ?? rules.networks) || hasLimits(rules.limits)
