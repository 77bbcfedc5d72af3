import { describe, expect, it } from 'vitest'
import type { Provider } from '@/api/types'
import { percentOf, plainRule, shareOf, withChange } from './cacheRule'
import { keyChanges, keysOf } from './keyChanges'
import { DEFAULTS, limitFields, limitsOf } from './limits'

describe('limits', () => {
  const saved = { ...DEFAULTS, first_byte_timeout_s: null, max_concurrency: null, max_waiting: null } as unknown as Provider
  it('shows a default as nothing, and sends it', () => {
    expect(Object.values(limitsOf(saved))).toEqual([null, null, null, null, null, null])
    expect(limitsOf(undefined)).toEqual(limitsOf(saved))
    expect(limitFields(limitsOf(undefined))).toEqual({ ...DEFAULTS, first_byte_timeout_s: null, max_concurrency: null, max_waiting: null })
  })
  it('keeps what differs', () => {
    const own = { timeout_s: 30, connect_timeout_s: 0.5, first_byte_timeout_s: 5, idle_timeout_s: 9, max_concurrency: 2, max_waiting: 0 }
    expect(limitFields(limitsOf({ ...saved, ...own }))).toEqual(own)
  })
})

describe('the rule of the cache', () => {
  it('is none when it says nothing', () => {
    expect(withChange(null, { ttl_s: 60 })).toEqual({ ...plainRule, ttl_s: 60 })
    expect(withChange({ ...plainRule, ttl_s: 60 }, { ttl_s: null })).toBeNull()
    expect(withChange(null, { use: false })).toMatchObject({ use: false })
    expect(withChange(null, { price: 0 })).toMatchObject({ price: 0 })
  })
  it('has shares in percent, both ways', () => {
    for (const percent of [0, 0.1, 33.3, 97.5, 100]) expect(percentOf(shareOf(percent))).toBe(percent)
    expect([percentOf(null), shareOf(null)]).toEqual([null, null])
  })
})

describe('keyChanges', () => {
  const typed = (key: string, weight = 1) => ({ key, weight })
  it('sends nothing for the same', () => expect(keyChanges(keysOf(2, []), [])).toEqual({}))
  it('sends new keys without weights while all are alike', () => {
    expect(keyChanges({ ...keysOf(0, []), added: [typed(' sk-a '), typed(' ')] }, [])).toEqual({ add_api_keys: ['sk-a'] })
  })
  it('sends a weight for each key that stays or comes', () => {
    const keys = { weights: [3, 1, 2], added: [typed('sk-a', 4)], removed: [2] }
    expect(keyChanges(keys, [3, 1, 2])).toEqual({ add_api_keys: ['sk-a'], remove_api_keys: [2], key_weights: [3, 2, 4] })
  })
  it('takes weights back when all are alike again', () => expect(keyChanges({ ...keysOf(1, [3, 1]), weights: [2, 2] }, [3, 1])).toEqual({ key_weights: [] }))
  it('leaves it to the server to refuse weights of nothing', () => expect(keyChanges({ ...keysOf(1, []), weights: [0, 0] }, [])).toEqual({ key_weights: [0, 0] }))
})
