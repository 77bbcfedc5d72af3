import type { AuditEntry } from '@/api/types'
import codes from '@/i18n/codes.json'

/** What stands in the place of a secret. */
export const HIDDEN = '[hidden]'

export interface Filter {
  q: string
  action?: string
  actor: string
  /** days in the reader's own time, `2026-11-21` */
  since: string
  until: string
  subject?: { kind: string; id: string }
}

export const NOTHING: Filter = { q: '', actor: '', since: '', until: '' }

export const isFiltered = (filter: Filter) => Object.values(filter).some(Boolean)

/** The query string's part of a filter. The last day is in. */
export function toQuery({ q, action, actor, since, until, subject }: Filter) {
  return {
    q: q.trim() || undefined,
    action,
    actor: actor.trim() || undefined,
    since: moment(since, 0),
    until: moment(until, 1),
    subject_kind: subject?.kind,
    subject: subject?.id,
  }
}

function moment(day: string, later: number): string | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day)
  if (!parts) return undefined
  const [year, month, date] = parts.slice(1).map(Number) as [number, number, number]
  return new Date(year, month - 1, date + later).toISOString()
}

export type Area = string

/** The known actions by what stands before their dot. */
export function byArea(actions: string[] = codes.actions): [Area, string[]][] {
  const areas = new Map<Area, string[]>()
  for (const action of actions) {
    const area = action.split('.')[0]!
    areas.set(area, [...(areas.get(area) ?? []), action])
  }
  return [...areas]
}

export interface Change {
  field: string
  before: string | null
  after: string | null
}

/** The fields of both sides, those that were changed first; null where a side does not have one. */
export function changesOf({ before, after }: Pick<AuditEntry, 'before' | 'after'>): Change[] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  return fields.map((field) => ({ field, before: shown(before, field), after: shown(after, field) }))
}

function shown(side: Record<string, unknown> | null, field: string): string | null {
  if (!side || !(field in side)) return null
  const value = side[field]
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1)
}
