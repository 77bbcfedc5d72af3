import type { ModelInfo } from '@/api/types'

type Painting = NonNullable<ModelInfo['painting']>

/** What a painter may or may not be able to do; each has a sentence in `studio.cannot`. */
export type Ability = 'seed' | 'negative' | 'quality' | 'strength' | 'references' | 'adapters' | 'edit' | 'mask' | 'sketch' | 'upscale' | 'remove_background' | 'side'

const tests: Record<Exclude<Ability, 'side'>, (painting: Painting) => boolean> = {
  seed: (painting) => painting.seed,
  negative: (painting) => painting.negative,
  quality: (painting) => painting.quality,
  strength: (painting) => painting.edit && painting.strength,
  references: (painting) => painting.max_references > 0,
  adapters: (painting) => painting.adapters,
  edit: (painting) => painting.edit,
  mask: (painting) => painting.edit && painting.mask,
  sketch: (painting) => sketchWay(painting) !== null,
  upscale: (painting) => painting.operations.includes('upscale'),
  remove_background: (painting) => painting.operations.includes('remove_background'),
}

/** Whether a model can do something. Of a model that says nothing of itself, the server decides. */
export function can(model: ModelInfo | null, ability: Exclude<Ability, 'side'>): boolean {
  return model?.painting ? tests[ability](model.painting) : model !== null
}

/** How a sketch leads a model: by its lines, as a picture to be like, or not at all. */
export function sketchWay(painting: Painting | null): 'line' | 'canny' | 'reference' | null {
  if (!painting) return 'reference'
  if (painting.controls.includes('line')) return 'line'
  if (painting.controls.includes('canny')) return 'canny'
  return painting.max_references > 0 ? 'reference' : null
}

export const longestSide = (model: ModelInfo | null): number => Math.min(4096, model?.painting?.max_side ?? 4096)
export const shortestSide = (model: ModelInfo | null): number => Math.max(64, model?.painting?.min_side ?? 64)

/** Whether a model paints this size as it is; else the nearest one is painted. */
export function paintsSize(model: ModelInfo | null, width: number, height: number): boolean {
  const painting = model?.painting
  if (!painting) return true
  if (painting.sizes.length) return painting.sizes.some(([w, h]) => w === width && h === height)
  const fits = (side: number) => side >= painting.min_side && side <= painting.max_side && side % painting.side_step === 0
  return fits(width) && fits(height)
}
