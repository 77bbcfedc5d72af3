import type { CacheRule } from '@/api/types'

/** Says nothing: what the settings file says for all models holds. */
export const plainRule: CacheRule = { use: null, scope: 'user', ttl_s: null, price: null, semantic: null, threshold: null }

/** The rule with a change; null when it then says nothing. */
export function withChange(rule: CacheRule | null, change: Partial<CacheRule>): CacheRule | null {
  const changed = { ...(rule ?? plainRule), ...change }
  const says = (Object.keys(plainRule) as (keyof CacheRule)[]).some((name) => changed[name] !== plainRule[name])
  return says ? changed : null
}

/** A share from 0 to 1 in percent, to the tenth; and back. */
export const percentOf = (share: number | null) => (share === null ? null : Math.round(share * 1000) / 10)
export const shareOf = (percent: number | null) => (percent === null ? null : Math.round(percent * 10) / 1000)
