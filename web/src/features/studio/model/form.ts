import type { Models, ModelInfo, PaintRequest, Picture } from '@/api/types'

export type Quality = NonNullable<PaintRequest['quality']>
export const qualities: Quality[] = ['draft', 'standard', 'high']

export const MAX_COUNT = 8
export const MAX_SEED = 2 ** 31 - 1
export const MAX_PROMPT = 4000
export const MIN_SIDE = 64
export const MAX_REFERENCES = 8
export const MAX_ADAPTERS = 4
export const MAX_WEIGHT = 2

export interface Adapter {
  id: string
  /** 0 is none of it, 1 the usual */
  weight: number
}

/** What is set at the right of the canvas. */
export interface Form {
  prompt: string
  negative: string
  style: string | null
  /** null is the server's default */
  model: string | null
  width: number
  height: number
  count: number
  /** null: another one each time */
  seed: number | null
  quality: Quality | null
  /** null: the model decides */
  strength: number | null
  enrich: boolean
  locked: string[]
  references: Picture[]
  /** trained styles, by their ids */
  adapters: Adapter[]
}

export const emptyForm: Form = {
  prompt: '',
  negative: '',
  style: null,
  model: null,
  width: 1024,
  height: 1024,
  count: 1,
  seed: null,
  quality: null,
  strength: null,
  enrich: true,
  locked: [],
  references: [],
  adapters: [],
}

/** With this style, or without it where it was there. */
export const toggledAdapter = (adapters: Adapter[], id: string): Adapter[] =>
  adapters.some((one) => one.id === id) ? adapters.filter((one) => one.id !== id) : [...adapters, { id, weight: 1 }].slice(0, MAX_ADAPTERS)

/** Sizes that most models paint; `name` is that of `pictures.aspects`. */
export const sizes = [
  { name: 'square', width: 1024, height: 1024 },
  { name: 'landscape', width: 1152, height: 864 },
  { name: 'portrait', width: 864, height: 1152 },
  { name: 'wide', width: 1344, height: 768 },
  { name: 'tall', width: 768, height: 1344 },
] as const

/** Models that paint what is said; engines of avatars have a studio of their own. */
export const studioModels = (models: Models | undefined): ModelInfo[] =>
  (models?.items ?? []).filter((model) => model.tasks.includes('painting') && !model.tasks.includes('avatar'))

/** The model that will paint: the one asked for while it exists, else the default, else the first. */
export function studioModel(wanted: string | null, models: Models | undefined): ModelInfo | null {
  const all = studioModels(models)
  return all.find(({ id }) => id === wanted) ?? all.find(({ id }) => id === models?.defaults.painting) ?? all[0] ?? null
}

/** Words that are locked and still stand in the prompt. */
export const lockedWords = ({ locked, prompt }: Pick<Form, 'locked' | 'prompt'>): string[] =>
  locked.filter((word) => prompt.toLowerCase().includes(word.toLowerCase()))

export const anySeed = (random: () => number = Math.random): number => Math.floor(random() * (MAX_SEED + 1))
