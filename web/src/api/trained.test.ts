import { describe, expect, it } from 'vitest'
import { enginesOf, fitOf, painterFor } from './trained'
import type { ModelInfo } from './types'

const model = (id: string, families: string[], adapters = true) => ({ id, painting: { adapters, adapter_families: families } }) as unknown as ModelInfo
const old = model('here/sd15', ['sd1'])
const large = model('here/sdxl', ['sdxl'])
const remote = model('easel', [])
const plain = model('builtin/painter', [], false)
const all = [plain, old, large, remote]

describe('which models a trained style fits', () => {
  it('is said where both are known, and open where one is not', () => {
    expect([plain, old, large, remote].map((one) => fitOf({ family: 'sdxl' }, one))).toEqual(['no', 'no', 'yes', 'unknown'])
    expect([plain, old, remote].map((one) => fitOf({ family: '' }, one))).toEqual(['no', 'unknown', 'unknown'])
    expect(fitOf({ family: 'sd1' }, null)).toBe('unknown')
  })

  it('lists those that surely do apart from those that may', () => {
    const { yes, unknown } = enginesOf({ family: 'sd1' }, all)
    expect(yes).toEqual([old])
    expect(unknown).toEqual([remote])
  })

  it('paints with the model that it was taught for, then with one that surely takes it', () => {
    expect(painterFor({ family: 'sdxl', base: 'sdxl' }, all)).toBe(large)
    expect(painterFor({ family: 'sd1', base: 'elsewhere' }, [remote, old])).toBe(old)
    expect(painterFor({ family: 'sd1', base: 'easel' }, all)).toBe(remote)
    expect(painterFor({ family: 'flux', base: 'sdxl' }, [plain, old, large])).toBeUndefined()
  })
})
