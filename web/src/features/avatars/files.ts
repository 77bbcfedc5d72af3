import type { Picture } from '@/api/types'
import { saveAs } from '@/components/save'

export const SIZES = [128, 256, 512, 1024, 2048] as const

/** Draws an address of this server (a picture or an SVG) into a PNG of that many pixels a side. */
export async function savePng(url: string, size: number, name: string): Promise<void> {
  const image = new Image(size, size)
  image.src = url
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = size
  canvas.height = size
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas')
  context.imageSmoothingQuality = 'high'
  context.drawImage(image, 0, 0, size, size)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (!blob) throw new Error('the canvas is empty')
  saveAs(blob, `${name}-${size}.png`)
}

/** A name that every file system takes. */
export const fileName = (name: string): string => name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '').slice(0, 60) || 'avatar'

/** The drawing of a picture made by the vector engine, by its recipe; null for a painting. */
export function drawingOf(picture: Picture, size: number): string | null {
  const engine = picture.recipe?.engine as { style?: string; seed?: string; options?: Record<string, unknown> } | undefined
  if (picture.origin !== 'avatar' || !engine?.style) return null
  const query = new URLSearchParams({ style: engine.style, seed: engine.seed ?? '0', size: String(size) })
  for (const [key, value] of Object.entries(engine.options ?? {})) for (const one of [value].flat()) query.append(key, String(one))
  return `/api/avatars/preview.svg?${query.toString()}`
}
