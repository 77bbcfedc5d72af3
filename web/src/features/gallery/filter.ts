import type { Picture } from '@/api/types'

export type Origin = Picture['origin']
export const origins: Origin[] = ['painted', 'avatar', 'upload']

/** What the gallery shows; kept in the address, so that it can be shared and the back button works. */
export interface Filter {
  q: string
  origin: Origin | ''
  starred: boolean
  model: string
}

export const noFilter: Filter = { q: '', origin: '', starred: false, model: '' }

export function readFilter(params: URLSearchParams): Filter {
  const origin = origins.find((name) => name === params.get('origin')) ?? ''
  return { q: params.get('q') ?? '', origin, starred: params.get('starred') === '1', model: params.get('model') ?? '' }
}

export function writeFilter(filter: Filter): URLSearchParams {
  const params = new URLSearchParams()
  if (filter.q) params.set('q', filter.q)
  if (filter.origin) params.set('origin', filter.origin)
  if (filter.starred) params.set('starred', '1')
  if (filter.model) params.set('model', filter.model)
  return params
}

export const isFiltered = (filter: Filter): boolean => Boolean(filter.q || filter.origin || filter.starred || filter.model)
