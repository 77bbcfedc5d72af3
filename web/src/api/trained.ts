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

/** Whether a model takes a style: surely, surely not, or nobody knows before it is tried. */
export type Fit = 'yes' | 'no' | 'unknown'

/** By the kind of network that the style was made for, where both it and the model say. */
export function fitOf(style: Pick<TrainedStyle, 'family'>, model: Pick<ModelInfo, 'painting'> | null): Fit {
  if (model?.painting && !model.painting.adapters) return 'no'
  const families = model?.painting?.adapter_families ?? []
  if (!style.family || !families.length) return 'unknown'
  return families.includes(style.family) ? 'yes' : 'no'
}

/** The models that take styles at all and may take this one, by how sure that is. */
export function enginesOf(style: Pick<TrainedStyle, 'family'>, models: readonly ModelInfo[]): Record<'yes' | 'unknown', ModelInfo[]> {
  const able = models.filter((model) => model.painting?.adapters)
  return { yes: able.filter((model) => fitOf(style, model) === 'yes'), unknown: able.filter((model) => fitOf(style, model) === 'unknown') }
}

/** The model that a style was taught for, where it is here; else the first that takes it, surely before perhaps. */
export function painterFor(style: Pick<TrainedStyle, 'base' | 'family'>, models: readonly ModelInfo[]): ModelInfo | undefined {
  const { yes, unknown } = enginesOf(style, models)
  const able = [...yes, ...unknown]
  return able.find(({ id }) => id === style.base || id.split('/').at(-1) === style.base) ?? able[0]
}
