import type { Picture } from '@/api/types'

/** Longer side of a thumbnail in pixels, as the server makes them. */
const THUMB_SIDE = 256
/** Stretched by up to this, nobody sees it in a grid. */
const FORGIVEN = 1.3

/** Whether a tile this wide (CSS pixels) would show the thumbnail visibly blurred. */
export function isCoarse(picture: Pick<Picture, 'width' | 'height'>, tileWidth: number, pixelRatio: number): boolean {
  const side = Math.max(picture.width, picture.height)
  if (side <= THUMB_SIDE) return false
  return tileWidth * pixelRatio > ((picture.width * THUMB_SIDE) / side) * FORGIVEN
}
