import { useQuery } from '@tanstack/react-query'
import { api } from './client'
import type { components } from './schema'
import type { ModelInfo } from './types'

export type TrainedStyle = components['schemas']['StyleCard']

export const trainedKey = ['training', 'styles'] as const

/** Trained styles that this person may paint with: their own, then those of their teams. */
export const useTrainedStyles = () =>
  useQuery({ queryKey: trainedKey, queryFn: ({ signal }) => api.get<{ items: TrainedStyle[] }>('/api/styles', undefined, signal), staleTime: 60_000 })

export const previewOf = ({ id, has_preview, version }: TrainedStyle): string | null => (has_preview ? `/api/styles/${id}/preview?v=${version}` : null)

/** The model that a style was taught for, where it is here; else the first that takes styles at all. */
export function painterFor(style: Pick<TrainedStyle, 'base'>, models: readonly ModelInfo[]): ModelInfo | undefined {
  const able = models.filter((model) => model.painting?.adapters)
  return able.find(({ id }) => id === style.base || id.split('/').at(-1) === style.base) ?? able[0]
}
