import { describe, expect, it } from 'vitest'
import { byArea, changesOf, isFiltered, NOTHING, toQuery } from './parts'

describe('the filter', () => {
  it('is empty at first', () => {
    expect(isFiltered(NOTHING)).toBe(false)
    expect(Object.values(toQuery(NOTHING)).filter((value) => value !== undefined)).toEqual([])
  })

  it('takes whole days of the reader', () => {
    const query = toQuery({ ...NOTHING, q: ' x ', since: '2026-11-20', until: '2026-11-20' })
    expect(query.q).toBe('x')
    expect(Date.parse(query.until!) - Date.parse(query.since!)).toBe(86_400_000)
    expect(new Date(query.since!).getDate()).toBe(20)
    expect(toQuery({ ...NOTHING, since: 'soon' }).since).toBeUndefined()
  })

  it('names what an entry concerns', () => {
    const filter = { ...NOTHING, subject: { kind: 'user', id: 'usr_1' } }
    expect(isFiltered(filter)).toBe(true)
    expect(toQuery(filter)).toMatchObject({ subject_kind: 'user', subject: 'usr_1' })
  })
})

it('puts actions under their areas', () => {
  expect(byArea(['key.created', 'user.created', 'key.revoked'])).toEqual([
    ['key', ['key.created', 'key.revoked']],
    ['user', ['user.created']],
  ])
})

describe('the change', () => {
  it('shows both sides of each field', () => {
    expect(changesOf({ before: { role: 'user', gone: null }, after: { role: 'finance', tags: ['a'] } })).toEqual([
      { field: 'role', before: 'user', after: 'finance' },
      { field: 'gone', before: 'null', after: null },
      { field: 'tags', before: null, after: '[\n "a"\n]' },
    ])
  })

  it('is nothing where nothing was said', () => {
    expect(changesOf({ before: null, after: null })).toEqual([])
  })
})
