import type { Models } from '@/api/types'
import { isStyle } from '@/components/prompt/choices'
import type { Recipe } from '@/components/recipe'
import { emptyForm, type Form, MAX_ADAPTERS, MAX_PROMPT, MAX_SEED, MIN_SIDE, studioModels } from './form'

const MAX_SIDE = 4096

const side = (given: number | undefined, otherwise: number) => (given === undefined ? otherwise : Math.min(MAX_SIDE, Math.max(MIN_SIDE, Math.round(given))))

/** What a file says of how it was made, as settings at the right of the canvas. What this server cannot do is left out. */
export function formOf(recipe: Recipe, models: Models | undefined): Partial<Form> {
  const prompt = (recipe.prompt ?? recipe.words ?? recipe.instruction ?? '').slice(0, MAX_PROMPT)
  const sized = recipe.width !== undefined && recipe.height !== undefined
  const [wide, tall] = recipe.aspect?.split(':').map(Number) ?? []
  const ratio = wide && tall ? Math.min(4, Math.max(0.25, wide / tall)) : 1
  const even = (pixels: number) => Math.round(pixels / 16) * 16
  return {
    prompt,
    negative: recipe.negative ?? '',
    style: recipe.style && isStyle(recipe.style) ? recipe.style : null,
    model: studioModels(models).find(({ id }) => id === recipe.model)?.id ?? null,
    width: sized ? side(recipe.width, 1024) : even(1024 * Math.sqrt(ratio)),
    height: sized ? side(recipe.height, 1024) : even(1024 / Math.sqrt(ratio)),
    seed: recipe.seed === undefined || recipe.seed > MAX_SEED ? null : recipe.seed,
    quality: recipe.quality ?? null,
    strength: recipe.strength ?? null,
    locked: recipe.locked ?? [],
    enrich: emptyForm.enrich,
    adapters: (recipe.adapters ?? []).slice(0, MAX_ADAPTERS).map(({ id, weight }) => ({ id, weight })),
  }
}
