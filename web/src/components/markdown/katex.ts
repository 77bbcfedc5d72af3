// This module is only ever loaded with import(), by the first formula.
// eslint-disable-next-line no-restricted-imports
import katex from 'katex'
import 'katex/dist/katex.min.css'

/** HTML of a formula, or of its source in red where it cannot be read. */
export const renderFormula = (text: string, display: boolean): string =>
  katex.renderToString(text, { displayMode: display, throwOnError: false, trust: false, strict: 'ignore', maxExpand: 200, maxSize: 20 })
