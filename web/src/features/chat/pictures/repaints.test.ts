import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Picture } from '@/api/types'

const picture = (id: string, source_id: string | null) => ({ id, source_id, created_at: id }) as Picture

describe('groupRepaints', () => {
  let group: (pictures: Picture[], inMessages: ReadonlySet<string>) => Map<string, Picture[]>
  beforeAll(async () => {
    vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => undefined })
    group = (await import('./repaints')).groupRepaints
  })
  const ids = (map: Map<string, Picture[]>) => Object.fromEntries([...map].map(([key, list]) => [key, list.map((p) => p.id)]))

  it('puts repaints and their repaints below the picture of the message', () => {
    const pictures = [picture('a', null), picture('d', 'c'), picture('b', 'a'), picture('c', 'b'), picture('x', null), picture('y', 'gone')]
    expect(ids(group(pictures, new Set(['a'])))).toEqual({ a: ['b', 'c', 'd'] })
  })
  it('leaves out what stands in a message itself', () => {
    expect(ids(group([picture('a', null), picture('b', 'a')], new Set(['a', 'b'])))).toEqual({})
  })
  it('survives a circle', () => {
    expect(ids(group([picture('p', 'q'), picture('q', 'p')], new Set(['a'])))).toEqual({})
  })
})
