import type { TFunction } from 'i18next'
import type { ModelInfo, Models } from '@/api/types'

/** A model's name in words: ours by what they are, others by what people call them. */
export function modelName(id: string, t: TFunction): string {
  if (id === 'builtin/assistant') return t('chat.builtinAssistant')
  if (id === 'builtin/painter') return t('chat.builtinPainter')
  if (id === 'builtin/avatar') return t('chat.builtinAvatar')
  return id.includes('/') ? (id.split('/').pop() ?? id) : id
}

export const talkers = (models: Models | undefined): ModelInfo[] =>
  (models?.items ?? []).filter((model) => model.tasks.includes('dialogue'))

export const painters = (models: Models | undefined): ModelInfo[] =>
  (models?.items ?? []).filter((model) => model.tasks.includes('painting'))

/** The model that will answer: the one asked for while it exists, else the default, else the first. */
export function chosenModel(wanted: string | null, models: Models | undefined): string | null {
  const all = talkers(models)
  if (wanted && all.some((model) => model.id === wanted)) return wanted
  const fallback = models?.defaults.dialogue
  if (fallback && all.some((model) => model.id === fallback)) return fallback
  return all[0]?.id ?? null
}
