import type { Picture } from '@/api/types'

/** What one needs to make a picture again, as an object; the server's own recipe where it has one. */
export function recipeOf(picture: Picture): Record<string, unknown> {
  const own: Record<string, unknown> = {
    prompt: picture.prompt,
    enriched_prompt: picture.enriched_prompt,
    negative: picture.negative,
    locked: picture.locked.length ? picture.locked : null,
    model: picture.model,
    style: picture.style,
    seed: picture.seed,
    width: picture.width,
    height: picture.height,
    source_id: picture.source_id,
  }
  const known = Object.entries({ ...own, ...picture.recipe }).filter(([, value]) => value !== null && value !== undefined && value !== '')
  return Object.fromEntries(known)
}

export const recipeJson = (picture: Picture): string => JSON.stringify(recipeOf(picture), null, 2)

/** The recipe in plain lines, `Label: value`; `labels` are in the reader's language. */
export function recipeText(picture: Picture, labels: Record<RecipeLine, string>): string {
  const values: Record<RecipeLine, string | number | null> = {
    prompt: picture.prompt,
    enriched: picture.enriched_prompt === picture.prompt ? null : picture.enriched_prompt,
    locked: picture.locked.join(', '),
    negative: picture.negative,
    unmet: picture.unmet.join(', '),
    model: picture.model,
    style: picture.style,
    seed: picture.seed,
    size: `${picture.width} × ${picture.height}`,
  }
  return recipeLines
    .filter((line) => values[line] !== null && values[line] !== '')
    .map((line) => `${labels[line]}: ${values[line]}`)
    .join('\n')
}

export const recipeLines = ['prompt', 'enriched', 'locked', 'negative', 'unmet', 'model', 'style', 'seed', 'size'] as const
export type RecipeLine = (typeof recipeLines)[number]

export interface Piece {
  text: string
  locked: boolean
}

/** A prompt cut so that the locked words can be shown as such. Longer locks win over shorter ones inside them. */
export function markLocked(prompt: string, locked: string[]): Piece[] {
  const words = locked.filter(Boolean).sort((a, b) => b.length - a.length)
  if (!words.length) return [{ text: prompt, locked: false }]
  const pattern = new RegExp(`(${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`, 'giu')
  return prompt
    .split(pattern)
    .map((text, index) => ({ text, locked: index % 2 === 1 }))
    .filter((piece) => piece.text)
}

/** What to call a picture: its words, else the name its file had. */
export function pictureName(picture: Picture, otherwise: string): string {
  const file = picture.recipe?.file_name
  return picture.prompt || (typeof file === 'string' && file) || otherwise
}

/** File name for a download, from the words: letters and Han kept, the rest turned into single dashes. */
export function fileName(picture: Picture): string {
  const words = pictureName(picture, '').replace(/\.\w{1,5}$/, '').normalize('NFC').replace(/[^\p{L}\p{N}]+/gu, '-')
  const short = [...words].slice(0, 40).join('').replace(/^-+|-+$/g, '')
  const ending = picture.media_type.split('/')[1]?.replace('jpeg', 'jpg').replace('svg+xml', 'svg') ?? 'png'
  return `${short || picture.id}.${ending}`
}
