/**
 * How much memory the canvas of the studio takes, and the scale of its working copies that keeps it bounded. Browsers of
 * phones end a page that takes more: Safari gives all canvases of a page 256 MB (384 MB on newer phones).
 */
export const MAX_PHONE_BYTES = 256 * 2 ** 20
export const MAX_DESKTOP_BYTES = 1024 * 2 ** 20
const BYTES_PER_PIXEL = 4

/** The decoded picture, the mask and the sketch, each in the working scale. */
const WORKING_COPIES = 3
/** The visible canvas, and the one behind it that Konva draws for groups that are not opaque. */
const SCREEN_COPIES = 2
/** A quarter stays free for the masks that are encoded to be sent and for what is still painted beside it. */
const SHARE = 0.75

export interface Size {
  width: number
  height: number
}

const pixels = ({ width, height }: Size) => width * height

export const screenBytes = (stage: Size, ratio: number): number => pixels(stage) * ratio * ratio * SCREEN_COPIES * BYTES_PER_PIXEL

export const workingBytes = (canvas: Size, scale: number): number => pixels(canvas) * scale * scale * WORKING_COPIES * BYTES_PER_PIXEL

/** Pixels of a working copy for one pixel of the picture, at most 1. Masks are sent enlarged, pictures are never sent back. */
export function workingScale(canvas: Size, stage: Size, ratio: number, phone: boolean): number {
  const budget = (phone ? MAX_PHONE_BYTES : MAX_DESKTOP_BYTES) * SHARE - screenBytes(stage, ratio)
  if (pixels(canvas) <= 0) return 1
  const most = Math.sqrt(Math.max(0, budget) / workingBytes(canvas, 1))
  return Math.min(1, Math.max(most, 64 / Math.max(canvas.width, canvas.height)))
}
