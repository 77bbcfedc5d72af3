import type { Picture } from '@/api/types'

export type Origin = Picture['origin']
export const origins: Origin[] = ['painted', 'avatar', 'upload']
export const shapes = ['square', 'wide', 'tall'] as const
export type Shape = (typeof shapes)[number]

/** What the gallery shows; kept in the address, so that it can be shared and the back button works. */
export interface Filter {
  q: string
  origin: Origin | ''
  starred: boolean
  /** what visitors of one's chat widgets had painted, and only that */
  widgets: boolean
  model: string
  style: string
  shape: Shape | ''
  /** id of a collection */
  collection: string
  /** `2026-03`: pictures of that month and before */
  month: string
}

export const noFilter: Filter = { q: '', origin: '', starred: false, widgets: false, model: '', style: '', shape: '', collection: '', month: '' }

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/

export function readFilter(params: URLSearchParams): Filter {
  const text = (name: string) => params.get(name) ?? ''
  return {
    q: text('q'),
    origin: origins.find((name) => name === text('origin')) ?? '',
    starred: text('starred') === '1',
    widgets: text('widgets') === '1',
    model: text('model'),
    style: text('style'),
    shape: shapes.find((name) => name === text('shape')) ?? '',
    collection: text('collection'),
    month: MONTH.test(text('month')) ? text('month') : '',
  }
}

export function writeFilter(filter: Filter): URLSearchParams {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(filter)) if (value) params.set(name, value === true ? '1' : String(value))
  return params
}

/** Whether something is left out; where one has jumped to is no filter. */
export const isFiltered = (filter: Filter): boolean => writeFilter({ ...filter, month: '' }).size > 0

/** The first moment after a month, in the reader's own time zone. */
export function endOf(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(year, number, 1).toISOString()
}

/** The filter as the server's lists take it. */
export const queryOf = (filter: Filter) => ({
  q: filter.q,
  origin: filter.origin,
  starred: filter.starred ? true : '',
  from_widgets: filter.widgets ? true : '',
  model: filter.model,
  style: filter.style,
  shape: filter.shape,
  collection_id: filter.collection,
  until: filter.month && endOf(filter.month),
})
