import type { TFunction } from 'i18next'

/** Fields of a request that an engine may leave out; everything else in `unmet` is a word that it could not draw. */
const FIELDS = ['negative', 'seed', 'quality', 'strength', 'scale'] as const
type Field = (typeof FIELDS)[number]
const isField = (name: string): name is Field => (FIELDS as readonly string[]).includes(name)

/** What of a wish is not in the picture, in sentences; `words` is the sentence for words. */
export function unmetText(unmet: readonly string[], t: TFunction, words: 'viewer.unmetText' | 'pictures.unmetText'): string {
  const drawn = unmet.filter((name) => !isField(name))
  const fields = unmet.filter(isField).map((name) => t(`viewer.unmetFields.${name}`))
  const sentences = [
    drawn.length ? t(words, { words: drawn.join(t('viewer.comma')) }) : '',
    fields.length ? t('viewer.unmetFieldsText', { fields: fields.join(t('viewer.comma')) }) : '',
  ]
  return sentences.filter(Boolean).join(' ')
}
