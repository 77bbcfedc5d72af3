import type { Picture } from '@/api/types'

type Measured = Pick<Picture, 'width' | 'height' | 'urls'>

/** Longer sides in pixels of the sizes that the server makes. */
const SIDES = { thumb: 256, medium: 512, view: 1024 } as const
/** Stretched by up to this, nobody sees it in a grid. */
const FORGIVEN = 1.15

/** Width in pixels of a picture in one of its sizes; a small picture is never enlarged. */
const widthOf = ({ width, height }: Pick<Picture, 'width' | 'height'>, side: number): number =>
  Math.max(1, Math.round(width * Math.min(1, side / Math.max(width, height))))

/** The sizes for `<img srcset>`: the browser takes the smallest that is sharp in the place that `sizes` names. */
export function sources(picture: Measured): string {
  const seen = new Set<number>()
  return (Object.keys(SIDES) as (keyof typeof SIDES)[])
    .map((size) => ({ url: picture.urls[size], width: widthOf(picture, SIDES[size]) }))
    .filter(({ width }) => !seen.has(width) && seen.add(width))
    .map(({ url, width }) => `${url} ${width}w`)
    .join(', ')
}

/** Whether a place of this width (CSS pixels) would show the thumbnail visibly blurred. */
export function isCoarse(picture: Pick<Picture, 'width' | 'height'>, placeWidth: number, pixelRatio: number): boolean {
  if (Math.max(picture.width, picture.height) <= SIDES.thumb) return false
  return placeWidth * pixelRatio > widthOf(picture, SIDES.thumb) * FORGIVEN
}
