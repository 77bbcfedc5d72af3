import type { ModelInfo, PaintRequest, Picture } from '@/api/types'
import { can, sketchWay } from './able'
import { type Form, lockedWords } from './form'
import { type Extend, isExtended } from './steps'

/** What the button beside the words does. */
export type Task = 'new' | 'edit'
export type RunKind = 'new' | 'edit' | 'region' | 'extend' | 'vary' | 'upscale' | 'remove_background'

export interface Board {
  task: Task
  source: Picture | null
  extend: Extend
  /** whether anything is masked */
  masked: boolean
}

/** What painting now would be; the button says it. */
export function kindOf({ task, source, extend, masked }: Board): RunKind {
  if (task === 'new' || !source) return 'new'
  if (isExtended(extend)) return 'extend'
  return masked ? 'region' : 'edit'
}

export type Missing = 'prompt' | 'model' | 'edit' | 'mask' | 'source'

/** Why one cannot paint now; null when one can. */
export function missing(form: Form, board: Board, model: ModelInfo | null): Missing | null {
  const kind = kindOf(board)
  if (!model) return 'model'
  if (kind === 'new' && model.painting?.needs_source) return 'source'
  if (kind !== 'new' && !can(model, 'edit')) return 'edit'
  if ((kind === 'region' || kind === 'extend') && !can(model, 'mask')) return 'mask'
  return !form.prompt.trim() && kind !== 'extend' ? 'prompt' : null
}

/** The wish for the server. `mask` is base64; `sketchId` a picture of what was sketched. What the model cannot do is left out. */
export function requestOf(form: Form, board: Board, model: ModelInfo, mask: string | null, sketchId: string | null): PaintRequest {
  const kind = kindOf(board)
  const way = sketchId ? sketchWay(model.painting) : null
  const references = can(model, 'references') ? form.references.map(({ id }) => id) : []
  if (sketchId && way === 'reference') references.push(sketchId)
  const most = model.painting?.max_references ?? references.length
  return {
    prompt: form.prompt.trim(),
    model: model.id,
    count: form.count,
    ...(form.style ? { style: form.style } : {}),
    ...(form.seed !== null && can(model, 'seed') ? { seed: form.seed } : {}),
    ...(form.negative.trim() && can(model, 'negative') ? { negative: form.negative.trim() } : {}),
    ...(form.quality && can(model, 'quality') ? { quality: form.quality } : {}),
    ...(form.adapters.length && can(model, 'adapters') ? { adapters: form.adapters } : {}),
    ...(references.length ? { references: references.slice(0, most) } : {}),
    ...(sketchId && way && way !== 'reference' ? { controls: [{ kind: way, source_id: sketchId, weight: 1 }] } : {}),
    ...(kind === 'new'
      ? { mode: 'new' as const, width: form.width, height: form.height, enrich: form.enrich, locked: lockedWords(form) }
      : {
          mode: 'edit' as const,
          source_id: board.source!.id,
          ...(mask ? { mask } : {}),
          ...(kind === 'extend' ? { extend: board.extend } : {}),
          ...(form.strength !== null && can(model, 'strength') ? { strength: form.strength } : {}),
        }),
  }
}

/** The source's own words again, a little otherwise. */
export const varyRequest = (picture: Picture, form: Form, model: ModelInfo): PaintRequest => ({
  mode: 'vary',
  source_id: picture.id,
  prompt: picture.prompt || form.prompt.trim(),
  model: model.id,
  count: form.count,
})

export const operationRequest = (picture: Picture, model: ModelInfo, operation: 'upscale' | 'remove_background', scale = 2): PaintRequest => ({
  mode: 'edit',
  source_id: picture.id,
  model: model.id,
  operation,
  ...(operation === 'upscale' ? { scale } : {}),
})
