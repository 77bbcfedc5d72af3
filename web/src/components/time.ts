/** Times in words: relative where it is near, exact where one asks (hover). */

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

export function relativeTime(iso: string, locale: string, now: number, justNow: string): string {
  const seconds = (now - Date.parse(iso)) / 1000
  if (!Number.isFinite(seconds)) return ''
  if (seconds < 45) return justNow
  if (seconds >= 7 * 86_400) {
    const date = new Date(iso)
    const sameYear = date.getFullYear() === new Date(now).getFullYear()
    return new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', ...(sameYear ? {} : { year: 'numeric' }) }).format(date)
  }
  const [unit, size] = UNITS.find(([, size]) => seconds >= size) ?? ['minute', 60]
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }).format(-Math.max(1, Math.round(seconds / size)), unit)
}

export const exactTime = (iso: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' }).format(new Date(iso))

export type Period = 'today' | 'yesterday' | 'week' | 'month' | 'older'

/** Which heading of the conversation list a time belongs under, by the reader's own days. */
export function periodOf(iso: string, now: number): Period {
  const start = new Date(now)
  start.setHours(0, 0, 0, 0)
  const days = (start.getTime() - Date.parse(iso)) / 86_400_000
  if (days <= 0) return 'today'
  if (days <= 1) return 'yesterday'
  if (days <= 7) return 'week'
  return days <= 30 ? 'month' : 'older'
}
