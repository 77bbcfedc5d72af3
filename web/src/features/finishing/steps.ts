import type { components } from '@/api/schema'
import type { Picture } from '@/api/types'

type FinishBody = components['schemas']['Finish']
export type Shape = 'none' | 'square' | 'rounded' | 'squircle' | 'circle'
export type Ground = 'keep' | 'transparent' | 'colour' | 'gradient'
export type Balance = 'none' | 'grey_world' | 'palette'
export type FileKind = 'png' | 'webp' | 'jpeg' | 'ico'

/** What the drawer asks, in plain values; `wishOf` puts the steps into the order in which they make sense. */
export interface Draft {
  /** width ÷ height; null keeps the picture's own */
  aspect: number | null
  shape: Shape
  ground: Ground
  first: string
  last: string
  balance: Balance
  palette: string[]
  strength: number
  sharpen: number
  /** a brand's logo laid on */
  logo: Omit<Extract<NonNullable<FinishBody['steps']>[number], { do: 'logo' }>, 'do'> | null
  /** the longer side in pixels; null keeps it */
  side: number | null
  format: FileKind
}

export const PLAIN: Draft = {
  aspect: null,
  shape: 'none',
  ground: 'keep',
  first: '#fff8e7',
  last: '#c8d8e8',
  balance: 'none',
  palette: [],
  strength: 1,
  sharpen: 0,
  logo: null,
  side: null,
  format: 'png',
}

export const ASPECTS = [1, 4 / 3, 3 / 4, 16 / 9, 9 / 16] as const
export const SIDES = [32, 64, 128, 256, 512, 1024, 2048, 4096] as const

/** Ground before colours, so that these are the subject's; sizes after shapes, so that edges are soft; sharpening then, and a logo over all. */
export function wishOf(draft: Draft, picture: Pick<Picture, 'width' | 'height'>): FinishBody {
  const steps: NonNullable<FinishBody['steps']> = []
  if (draft.aspect !== null) steps.push({ do: 'crop', aspect: draft.aspect })
  if (draft.ground === 'transparent') steps.push({ do: 'background', to: 'transparent' })
  if (draft.ground === 'colour') steps.push({ do: 'background', to: 'colour', colours: [draft.first] })
  if (draft.ground === 'gradient') steps.push({ do: 'background', to: 'gradient', colours: [draft.first, draft.last] })
  if (draft.balance === 'grey_world') steps.push({ do: 'balance', to: 'grey_world', strength: draft.strength })
  if (draft.balance === 'palette' && draft.palette.length > 0) {
    steps.push({ do: 'balance', to: 'palette', palette: draft.palette, strength: draft.strength })
  }
  if (draft.shape !== 'none') steps.push({ do: 'shape', shape: draft.shape })
  if (draft.side !== null && draft.format !== 'ico') {
    const { width, height } = sizeOf(draft, picture)
    steps.push({ do: 'resize', width, height })
  }
  if (draft.sharpen > 0) steps.push({ do: 'sharpen', amount: draft.sharpen })
  if (draft.logo) steps.push({ do: 'logo', ...draft.logo })
  return { steps, format: draft.format }
}

/** Pixels of what comes of it. */
export function sizeOf(draft: Draft, picture: Pick<Picture, 'width' | 'height'>): { width: number; height: number } {
  let { width, height } = picture
  if (draft.aspect !== null) [width, height] = [Math.min(width, height * draft.aspect), Math.min(height, width / draft.aspect)]
  if (draft.shape !== 'none') width = height = Math.min(width, height)
  const scale = draft.side === null ? 1 : draft.side / Math.max(width, height)
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

export const isPlain = (draft: Draft, picture: Pick<Picture, 'width' | 'height'>): boolean =>
  (wishOf(draft, picture).steps ?? []).length === 0
