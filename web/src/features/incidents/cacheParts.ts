import type { CacheState } from '@/api/types'

const names = ['hits', 'shared', 'made'] as const

export interface Part {
  name: (typeof names)[number]
  count: number
  /** 0 to 1, of all calls that asked the cache */
  share: number
}

/** Where answers came from; empty while nobody asked. */
export function partsOf(state: Pick<CacheState, (typeof names)[number]>): Part[] {
  const all = names.reduce((sum, name) => sum + state[name], 0)
  return all ? names.map((name) => ({ name, count: state[name], share: state[name] / all })) : []
}
