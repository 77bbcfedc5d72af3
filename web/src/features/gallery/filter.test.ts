import { describe, expect, it } from 'vitest'
import { endOf, isFiltered, noFilter, queryOf, readFilter, writeFilter } from './filter'

describe('the filter in the address', () => {
  it('comes back as it was written', () => {
    const filter = { q: '小船', origin: 'painted', starred: true, widgets: true, model: 'a/b', style: 'ink', shape: 'wide', collection: 'col_1', month: '2026-03' } as const
    expect(readFilter(writeFilter(filter))).toEqual(filter)
    expect(writeFilter(noFilter).toString()).toBe('')
  })
  it('leaves out what it does not know', () => {
    expect(readFilter(new URLSearchParams('origin=x&shape=y&month=2026-13&starred=no'))).toEqual(noFilter)
  })
  it('asks for what visitors had painted only when told to', () => {
    expect(queryOf(noFilter).from_widgets).toBe('')
    expect(queryOf({ ...noFilter, widgets: true }).from_widgets).toBe(true)
    expect(isFiltered({ ...noFilter, widgets: true })).toBe(true)
  })
  it('jumps without filtering', () => {
    expect(isFiltered({ ...noFilter, month: '2026-03' })).toBe(false)
    expect(isFiltered({ ...noFilter, style: 'ink' })).toBe(true)
  })
  it('a month ends where the next begins', () => {
    expect(new Date(endOf('2025-12')).getTime()).toBe(new Date(2026, 0, 1).getTime())
    expect(queryOf({ ...noFilter, month: '2026-03' }).until).toBe(new Date(2026, 3, 1).toISOString())
  })
})
