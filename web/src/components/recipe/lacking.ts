import type { Models } from '@/api/types'
import { isStyle } from '@/components/prompt/choices'
import type { Recipe } from './recipe'

export interface Lacking {
  kind: 'model' | 'style' | 'adapters'
  names: string
}

/** What a recipe names and this server does not have; the studio paints without it. */
export function lackingOf(recipe: Recipe, models: Models | undefined, trained: readonly { id: string }[] = []): Lacking[] {
  if (!models) return []
  const isHere = models.items.some(({ id, tasks }) => id === recipe.model && tasks.includes('painting'))
  const found: Lacking[] = []
  if (recipe.model && !isHere) found.push({ kind: 'model', names: recipe.model })
  if (recipe.style && !isStyle(recipe.style)) found.push({ kind: 'style', names: recipe.style })
  const adapters = (recipe.adapters ?? []).filter((one) => !trained.some(({ id }) => id === one.id))
  if (adapters.length) found.push({ kind: 'adapters', names: adapters.map(({ id, name }) => name ?? id).join(', ') })
  return found
}
