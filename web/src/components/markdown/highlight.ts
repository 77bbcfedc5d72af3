import hljs from 'highlight.js/lib/common'

/** Coloured HTML of some code (everything of the code's own escaped), or null for a language that is not known. */
export function highlight(code: string, language: string): string | null {
  return hljs.getLanguage(language) ? hljs.highlight(code, { language, ignoreIllegals: true }).value : null
}
