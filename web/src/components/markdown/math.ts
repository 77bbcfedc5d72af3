/**
 * Formulas in Markdown as an extension of marked: `$…$` and `\(…\)` in a line, `$$…$$` and `\[…\]` on their own.
 * As in Pandoc, an opening `$` has no space after it and a closing one has no space before and no digit after it, so
 * that 'between $5 and $10' stays money.
 */
import type { XMarkdownProps } from '@ant-design/x-markdown'

type Extension = NonNullable<XMarkdownProps['config']>

export const FORMULA_TAG = 'tex-formula'

const INLINE = /^\$(?![\s$])((?:\\[\s\S]|[^$\\])+?)(?<!\s)\$(?!\d)|^\\\(([\s\S]+?)\\\)/
const INLINE_DISPLAY = /^\$\$([\s\S]+?)\$\$|^\\\[([\s\S]+?)\\\]/
const BLOCK = /^ {0,3}(?:\$\$([\s\S]+?)\$\$|\\\[([\s\S]+?)\\\])[ \t]*(?:\n|$)/

const escape = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')

const tag = (text: string, display: boolean) =>
  `<${FORMULA_TAG}${display ? ' data-display="true"' : ''}>${escape(text.trim())}</${FORMULA_TAG}>`

interface Formula {
  type: string
  raw: string
  text: string
  display: boolean
}

function read(rule: RegExp, source: string, type: string, display: boolean): Formula | undefined {
  const match = rule.exec(source)
  const text = match?.[1] ?? match?.[2]
  return match && text?.trim() ? { type, raw: match[0], text, display } : undefined
}

const startOf = (source: string): number | undefined => {
  const at = source.search(/\$|\\\(|\\\[/)
  return at < 0 ? undefined : at
}

/** A paragraph may end where a line begins with a formula, nowhere else. */
const startOfBlock = (source: string): number | undefined => {
  const at = source.search(/\n {0,3}(?:\$\$|\\\[)/)
  return at < 0 ? undefined : at
}

export const math: Extension = {
  extensions: [
    {
      name: 'blockFormula',
      level: 'block',
      start: startOfBlock,
      tokenizer: (source) => read(BLOCK, source, 'blockFormula', true),
      renderer: (token) => `<div>${tag(String(token.text), true)}</div>\n`,
    },
    {
      name: 'formula',
      level: 'inline',
      start: startOf,
      tokenizer: (source) => read(INLINE_DISPLAY, source, 'formula', true) ?? read(INLINE, source, 'formula', false),
      renderer: (token) => tag(String(token.text), Boolean(token.display)),
    },
  ],
}
