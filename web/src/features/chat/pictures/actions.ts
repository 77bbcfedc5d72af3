import { createContext, useContext } from 'react'
import type { PaintRequest, Picture } from '@/api/types'

/** What one can do with a picture in a conversation. */
export interface PictureActions {
  view: (picture: Picture) => void
  recipe: (picture: Picture) => void
  /** paints from a picture; the result is shown below it */
  repaint: (source: Picture, request: PaintRequest) => Promise<void>
  reference: (picture: Picture) => void
  change: (picture: Picture) => void
}

export const PictureActionsContext = createContext<PictureActions | null>(null)

export function usePictureActions(): PictureActions {
  const actions = useContext(PictureActionsContext)
  if (!actions) throw new Error('pictures need a conversation around them')
  return actions
}

/** The same words with another seed. */
export const redoRequest = (picture: Picture): PaintRequest => ({
  mode: 'new',
  prompt: picture.prompt ?? '',
  source_id: picture.id,
  ...common(picture),
  enrich: picture.enriched_prompt !== null && picture.enriched_prompt !== picture.prompt,
})

/** Near to the picture, yet another. */
export const varyRequest = (picture: Picture): PaintRequest => ({
  mode: 'vary',
  prompt: picture.prompt ?? '',
  source_id: picture.id,
  ...common(picture),
})

/** The medium it was painted in, also where nobody asked for one and the painter chose. */
export function styleOf(picture: Picture): string | null {
  const engine = picture.recipe?.engine
  const chosen = typeof engine === 'object' && engine !== null ? (engine as Record<string, unknown>).style : null
  return picture.style ?? (typeof chosen === 'string' ? chosen : null)
}

function common(picture: Picture): Partial<PaintRequest> {
  const style = styleOf(picture)
  return {
    width: picture.width,
    height: picture.height,
    ...(picture.model ? { model: picture.model } : {}),
    ...(style ? { style } : {}),
    ...(picture.negative ? { negative: picture.negative } : {}),
    ...(picture.locked.length ? { locked: picture.locked } : {}),
  }
}
