import type { Step } from '../model/steps'

type Stroke = Extract<Step, { kind: 'stroke' }>

/** Distance between two prints of the brush, as a share of its size. */
const SPACING = 0.12

/** One print of a brush: full in the middle, fading from `hardness` to the edge. */
function print(size: number, hardness: number, colour: string): HTMLCanvasElement {
  const side = Math.max(1, Math.ceil(size))
  const canvas = document.createElement('canvas')
  canvas.width = side
  canvas.height = side
  const context = canvas.getContext('2d')!
  const middle = side / 2
  const fade = context.createRadialGradient(middle, middle, 0, middle, middle, middle)
  fade.addColorStop(0, colour)
  fade.addColorStop(Math.min(0.98, Math.max(0, hardness)), colour)
  fade.addColorStop(1, `${colour}00`)
  context.fillStyle = fade
  context.fillRect(0, 0, side, side)
  return canvas
}

/** Prints a stroke point by point, so that one that is being drawn looks the same as one that is drawn again later. */
export class Stroker {
  private readonly stamp: HTMLCanvasElement
  private readonly gap: number
  private at = 0
  private left = 0

  constructor(
    private readonly stroke: Stroke,
    private readonly scale: number,
  ) {
    this.stamp = print(stroke.size * scale, stroke.hardness, stroke.colour)
    this.gap = Math.max(0.75, stroke.size * scale * SPACING)
  }

  /** Draws what the stroke has gained since the last call; the context's origin is the picture's corner. */
  draw(context: CanvasRenderingContext2D): void {
    const { points, erase } = this.stroke
    context.globalCompositeOperation = erase ? 'destination-out' : 'source-over'
    for (; this.at < points.length; this.at += 2) {
      const to = { x: points[this.at]! * this.scale, y: points[this.at + 1]! * this.scale }
      if (this.at === 0) {
        this.put(context, to.x, to.y)
        continue
      }
      const from = { x: points[this.at - 2]! * this.scale, y: points[this.at - 1]! * this.scale }
      const length = Math.hypot(to.x - from.x, to.y - from.y)
      let along = this.gap - this.left
      for (; along <= length; along += this.gap) {
        const share = along / length
        this.put(context, from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share)
      }
      this.left = length - (along - this.gap)
    }
    context.globalCompositeOperation = 'source-over'
  }

  private put(context: CanvasRenderingContext2D, x: number, y: number): void {
    context.drawImage(this.stamp, x - this.stamp.width / 2, y - this.stamp.height / 2)
  }
}

interface Rect {
  x: number
  y: number
  width: number
  height: number
}

/** One whole step on one layer. The context's origin is the picture's corner; `whole` is the canvas around it, in its pixels. */
export function drawStep(context: CanvasRenderingContext2D, step: Step, scale: number, whole: Rect, colour: string): void {
  if (step.kind === 'stroke') new Stroker(step, scale).draw(context)
  else if (step.kind === 'area') {
    const { points } = step
    context.globalCompositeOperation = step.erase ? 'destination-out' : 'source-over'
    context.fillStyle = step.colour
    context.beginPath()
    for (let at = 0; at < points.length; at += 2) context.lineTo(points[at]! * scale, points[at + 1]! * scale)
    context.fill()
    context.globalCompositeOperation = 'source-over'
  } else if (step.kind === 'invert') {
    // The colour stays only where nothing was before.
    context.globalCompositeOperation = 'source-out'
    context.fillStyle = colour
    context.fillRect(whole.x, whole.y, whole.width, whole.height)
    context.globalCompositeOperation = 'source-over'
  }
}
