import type { Locale } from '@/api/types'

const DAY = 86_400_000

const startOfDay = (time: Date) => new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime()

/** `'today'`, `'yesterday'`, `'week'` (the last seven days) or a month as `'2026-03'`, in the reader's own time zone. */
export function groupOf(createdAt: string, now: number): string {
  const time = new Date(createdAt)
  const today = startOfDay(new Date(now))
  if (time.getTime() >= today) return 'today'
  // Rounding forgives the hour that a day loses or gains when the clocks change.
  const days = Math.round((today - startOfDay(time)) / DAY)
  if (days === 1) return 'yesterday'
  if (days < 7) return 'week'
  return `${time.getFullYear()}-${String(time.getMonth() + 1).padStart(2, '0')}`
}

/** A month's group in words, e.g. `March 2026`. */
export function monthName(group: string, locale: Locale): string {
  const [year, month] = group.split('-').map(Number)
  return new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long' }).format(new Date(year ?? 0, (month ?? 1) - 1, 1))
}
