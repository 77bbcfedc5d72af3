import { create } from 'zustand'
import type { Drawable } from '../model/steps'

export const tools = ['brush', 'eraser', 'lasso', 'rectangle', 'frame', 'hand'] as const
export type Tool = (typeof tools)[number]

export const MIN_BRUSH = 2
export const MAX_BRUSH = 512

interface Tools {
  tool: Tool
  /** diameter, in pixels of the picture */
  size: number
  hardness: number
  /** of the sketch */
  colour: string
  layer: Drawable
  visible: { picture: boolean; mask: boolean; sketch: boolean }
  set: (change: Partial<Omit<Tools, 'set'>>) => void
}

/** The tool in the hand: kept while the page is open, the same for every picture. */
export const useTools = create<Tools>((set) => ({
  tool: 'brush',
  size: 72,
  hardness: 0.8,
  colour: '#1f2329',
  layer: 'mask',
  visible: { picture: true, mask: true, sketch: true },
  set,
}))

/** Tools by the letter that takes them into the hand. */
export const toolKeys: Record<string, Tool> = { b: 'brush', e: 'eraser', l: 'lasso', r: 'rectangle', f: 'frame', h: 'hand' }

export const boundedSize = (size: number): number => Math.round(Math.min(MAX_BRUSH, Math.max(MIN_BRUSH, size)))
