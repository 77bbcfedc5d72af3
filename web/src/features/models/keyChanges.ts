import type { KeyChanges } from './useAdmin'

export interface TypedKey {
  key: string
  weight: number
}

/** What the form does to the keys: shares of the stored ones (the provider's own key first), further keys typed here, and the numbers of stored ones that go. */
export interface Keys {
  weights: number[]
  added: TypedKey[]
  removed: number[]
}

/** The provider's own key is number 1. */
export const FIRST = 2

/** As the form begins; `weights` is empty while all keys share alike. */
export const keysOf = (stored: number, weights: number[]): Keys => ({ weights: weights.length ? weights : Array.from({ length: stored + 1 }, () => 1), added: [], removed: [] })

/** What of it is sent; nothing for what stays as it is. */
export function keyChanges({ weights, added, removed }: Keys, before: number[]): KeyChanges {
  const typed = added.map(({ key, weight }) => ({ key: key.trim(), weight })).filter(({ key }) => key)
  const after = [...weights.filter((_, index) => !removed.includes(index + 1)), ...typed.map(({ weight }) => weight)]
  // All alike is said by no numbers at all.
  const shares = after.every((weight) => weight === after[0] && weight > 0) ? [] : after
  return {
    ...(typed.length ? { add_api_keys: typed.map(({ key }) => key) } : {}),
    ...(removed.length ? { remove_api_keys: removed } : {}),
    ...(shares.length || before.length ? { key_weights: shares } : {}),
  }
}
