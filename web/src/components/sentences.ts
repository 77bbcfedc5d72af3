import i18next from 'i18next'

type Part = string | false | null | undefined

/** With a space between them in English, without one in Chinese; what is empty leaves no gap. */
export const joined = (parts: readonly Part[], locale: string): string => parts.filter(Boolean).join(locale === 'zh-CN' ? '' : ' ')

/** Sentences one after the other, as the page's language writes them. */
export const sentences = (...parts: Part[]): string => joined(parts, i18next.language)
