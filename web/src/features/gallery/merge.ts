import type { Page, Picture } from '@/api/types'

/**
 * The loaded pages after the newest page was asked for again. What is new comes in front, what changed is replaced, and
 * what stood among the newest but is gone now is dropped; older pictures stay as they are. When the fresh page does not
 * reach down to anything known, the old pages are given up: there would be a gap between.
 */
export function mergeHead(pages: Page<Picture>[], fresh: Page<Picture>): Page<Picture>[] {
  const old = pages.flatMap((page) => page.items)
  if (!old.length || fresh.next_cursor === null) return [fresh]
  const freshIds = new Set(fresh.items.map((picture) => picture.id))
  if (!old.some((picture) => freshIds.has(picture.id))) return [fresh]
  const oldest = fresh.items[fresh.items.length - 1]!
  const last = pages[pages.length - 1]!
  const rest = old.filter((picture) => !freshIds.has(picture.id) && isOlder(picture, oldest))
  return [{ items: [...fresh.items, ...rest], next_cursor: rest.length ? last.next_cursor : fresh.next_cursor }]
}

const isOlder = (one: Picture, other: Picture) =>
  one.created_at < other.created_at || (one.created_at === other.created_at && one.id < other.id)

/** One picture replaced wherever it stands, or taken out (`null`). */
export function putPicture(pages: Page<Picture>[], id: string, picture: Picture | null): Page<Picture>[] {
  if (!pages.some((page) => page.items.some((item) => item.id === id))) return pages
  return pages.map((page) => ({
    ...page,
    items: page.items.flatMap((item) => (item.id !== id ? [item] : picture ? [picture] : [])),
  }))
}

/** The list without those that were deleted. */
export function without(pages: Page<Picture>[], ids: ReadonlySet<string>): Page<Picture>[] {
  return pages.map((page) => ({ ...page, items: page.items.filter((item) => !ids.has(item.id)) }))
}
