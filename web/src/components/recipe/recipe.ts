import { api } from '@/api/client'
import type { components } from '@/api/schema'

/** A recipe as `/api/pictures/recipe` gives it: only fields that the server knows, checked. */
export interface Recipe {
  prompt?: string
  words?: string
  instruction?: string
  negative?: string
  model?: string
  style?: string
  aspect?: string
  width?: number
  height?: number
  seed?: number
  strength?: number
  quality?: 'draft' | 'standard' | 'high'
  locked?: string[]
  adapters?: { id: string; weight: number; name?: string; version?: string }[]
}

export type FileRecipe = Omit<components['schemas']['RecipeShape'], 'recipe'> & { recipe: Recipe }

export interface Offered {
  file: File
  found: FileRecipe
}

/** The recipe that a picture's file holds; null where there is none, whatever the reason. */
export async function readRecipe(file: File): Promise<FileRecipe | null> {
  if (!file.type.startsWith('image/')) return null
  const form = new FormData()
  form.append('file', file)
  try {
    const found = await api.post<FileRecipe>('/api/pictures/recipe', form)
    return found.recipe.prompt || found.recipe.instruction ? found : null
  } catch {
    return null
  }
}

/** The body of `POST /api/pictures` that paints it again; a model that is not here any more is left to the server. */
export function wishOf(recipe: Recipe, models: readonly string[]): Record<string, unknown> {
  const isHere = recipe.model !== undefined && models.includes(recipe.model)
  const sized = recipe.width !== undefined && recipe.height !== undefined
  const wish = {
    prompt: recipe.prompt ?? recipe.words ?? recipe.instruction ?? '',
    negative: recipe.negative,
    style: recipe.style,
    seed: recipe.seed,
    locked: recipe.locked,
    quality: recipe.quality,
    width: sized ? recipe.width : undefined,
    height: sized ? recipe.height : undefined,
    aspect: sized ? undefined : recipe.aspect,
    model: isHere ? recipe.model : undefined,
    adapters: isHere ? recipe.adapters?.map(({ id, weight }) => ({ id, weight })) : undefined,
  }
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined))
}
