import { describe, expect, it } from 'vitest'
import type { Page, Picture } from '@/api/types'
import { mergeHead, putPicture, without } from './merge'

/** Pictures are named after their age: `p(1)` is newer than `p(2)`. */
const p = (age: number, starred = false) =>
  ({ id: `img_${String(99 - age).padStart(2, '0')}`, created_at: `2026-01-${String(31 - age).padStart(2, '0')}T00:00:00Z`, starred }) as Picture
const page = (items: Picture[], next: string | null = 'more'): Page<Picture> => ({ items, next_cursor: next })
const ids = (pages: Page<Picture>[]) => pages.flatMap((one) => one.items.map((item) => 99 - Number(item.id.slice(4))))

describe('mergeHead', () => {
  const loaded = [page([p(2), p(3), p(4)], 'a'), page([p(5), p(6), p(7)], 'b')]

  it('puts new pictures in front and keeps the older pages', () => {
    const merged = mergeHead(loaded, page([p(1), p(2), p(3)], 'x'))
    expect(ids(merged)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(merged.at(-1)!.next_cursor).toBe('b')
  })

  it('drops what was deleted among the newest', () => {
    expect(ids(mergeHead(loaded, page([p(2), p(4), p(5)])))).toEqual([2, 4, 5, 6, 7])
  })

  it('replaces what changed', () => {
    const merged = mergeHead(loaded, page([p(2, true), p(3), p(4)]))
    expect(merged[0]!.items[0]!.starred).toBe(true)
  })

  it('starts afresh when so much is new that there would be a gap', () => {
    expect(ids(mergeHead([page([p(20), p(21)])], page([p(1), p(2)], 'x')))).toEqual([1, 2])
  })

  it('takes a page that is everything as everything', () => {
    const merged = mergeHead(loaded, page([p(3)], null))
    expect(ids(merged)).toEqual([3])
    expect(merged[0]!.next_cursor).toBeNull()
  })

  it('goes on from the fresh cursor when nothing older is loaded', () => {
    expect(mergeHead([page([p(2), p(3)], 'a')], page([p(1), p(2), p(3)], 'x')).at(-1)!.next_cursor).toBe('x')
  })
})

it('replaces or removes one picture and leaves untouched lists the same object', () => {
  const pages = [page([p(1), p(2)])]
  expect(putPicture(pages, p(2).id, { ...p(2), starred: true })[0]!.items[1]!.starred).toBe(true)
  expect(ids(putPicture(pages, p(1).id, null))).toEqual([2])
  expect(putPicture(pages, 'img_none', null)).toBe(pages)
  expect(ids(without(pages, new Set([p(1).id, p(2).id])))).toEqual([])
})
