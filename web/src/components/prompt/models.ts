import type { TFunction } from 'i18next'
import type { ModelInfo, Models } from '@/api/types'

/** A model's name in words: ours by what they are, others by what people call them. */
export function modelName(id: string, t: TFunction): string {
  if (id === 'builtin/assistant') return t('chat.builtinAssistant')
  if (id === 'builtin/painter') return t('chat.builtinPainter')
  if (id === 'builtin/avatar') return t('chat.builtinAvatar')
  return id.includes('/') ? (id.split('/').pop() ?? id) : id
}

const always = ['auto', 'fast', 'cheap', 'best'] as const

/** What one should know before choosing a model: who serves it, or how a route chooses. */
export function helpOf(model: ModelInfo, t: TFunction): string {
  if (model.id === 'builtin/assistant') return t('chat.builtinAssistantHelp')
  if (!model.virtual) return t('chat.byProvider', { provider: model.owned_by })
  const known = always.find((name) => name === model.id)
  return t(known ? `chat.routeHelp.${known}` : 'chat.routeHelp.own')
}

/** The model that wrote an answer (`provider/model`), where that is another word than the one asked for. */
export function writer(asked: string, servedBy: string | undefined): string | null {
  const model = servedBy?.slice(servedBy.indexOf('/') + 1)
  return !model || asked.startsWith('builtin/') || model === asked || servedBy === asked ? null : model
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
