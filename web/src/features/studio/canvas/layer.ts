import type { Size } from '../model/memory'
import { type Drawable, type Drawing, type Extend, type Step, stepsOf } from '../model/steps'
import { drawStep } from './brush'

/** In what the mask is drawn; only how opaque it is counts. */
export const MASK_COLOUR = '#c2412d'

/** One layer that is drawn on: a canvas in the working scale, and which steps it shows. */
export class DrawnLayer {
  readonly canvas = document.createElement('canvas')
  private shown: Step[] = []
  private key = ''
  private origin = { x: 0, y: 0 }

  constructor(readonly name: Drawable) {}

  get context(): CanvasRenderingContext2D {
    const context = this.canvas.getContext('2d')!
    context.setTransform(1, 0, 0, 1, this.origin.x, this.origin.y)
    return context
  }

  /** Shows exactly these steps; what is there already is not drawn again. True when anything changed. */
  show(drawing: Pick<Drawing, 'done'>, picture: Size, extend: Extend, scale: number): boolean {
    const steps = stepsOf(drawing, this.name)
    const width = Math.max(1, Math.round((extend.left + picture.width + extend.right) * scale))
    const height = Math.max(1, Math.round((extend.top + picture.height + extend.bottom) * scale))
    const key = [width, height, extend.left, extend.top, scale].join(' ')
    const goesOn = key === this.key && this.shown.length <= steps.length && this.shown.every((step, at) => step === steps[at])
    if (goesOn && this.shown.length === steps.length) return false
    if (!goesOn) {
      this.canvas.width = width // also empties it
      this.canvas.height = height
      this.origin = { x: extend.left * scale, y: extend.top * scale }
      this.key = key
      this.shown = []
    }
    const { context } = this
    const whole = { x: -this.origin.x, y: -this.origin.y, width, height }
    for (const step of steps.slice(this.shown.length)) drawStep(context, step, scale, whole, MASK_COLOUR)
    this.shown = steps
    return true
  }

  /** A stroke that was drawn while the pointer moved is there already. */
  isDrawn(step: Step): void {
    this.shown = [...this.shown, step]
  }

  /** Draws the layer anew at the next `show`, e.g. after a stroke that was given up. */
  forget(): void {
    this.key = ''
  }

  /** Gives the memory back; some browsers keep a canvas long after nobody holds it. */
  free(): void {
    this.canvas.width = 0
    this.canvas.height = 0
    this.forget()
  }
}

const bytesOf = (canvas: HTMLCanvasElement): Promise<Blob> =>
  new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the canvas gave no picture'))), 'image/png'))

async function base64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  let text = ''
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return btoa(text)
}

/** A layer over a colour, as a PNG; `mode` says how it lies there. */
async function over(name: Drawable, colour: string, mode: GlobalCompositeOperation, drawing: Pick<Drawing, 'done'>, picture: Size, extend: Extend, scale: number): Promise<Blob> {
  const layer = new DrawnLayer(name)
  layer.show(drawing, picture, extend, scale)
  const sheet = document.createElement('canvas')
  sheet.width = layer.canvas.width
  sheet.height = layer.canvas.height
  const context = sheet.getContext('2d')!
  context.fillStyle = colour
  context.fillRect(0, 0, sheet.width, sheet.height)
  context.globalCompositeOperation = mode
  context.drawImage(layer.canvas, 0, 0)
  layer.free()
  const blob = await bytesOf(sheet)
  sheet.width = 0
  sheet.height = 0
  return blob
}

/** The mask as the server takes it, in base64: a PNG that is transparent where it shall be painted. */
export const maskOf = async (drawing: Pick<Drawing, 'done'>, picture: Size, extend: Extend, scale: number): Promise<string> =>
  base64(await over('mask', '#000000', 'destination-out', drawing, picture, extend, scale))

/** What was sketched, on white, as a file. */
export const sketchOf = async (drawing: Pick<Drawing, 'done'>, picture: Size, extend: Extend, scale: number): Promise<File> =>
  new File([await over('sketch', '#ffffff', 'source-over', drawing, picture, extend, scale)], 'sketch.png', { type: 'image/png' })
