import { use } from 'react'
import { Suspense } from 'react'
import type { ComponentProps } from '@ant-design/x-markdown'
import styles from './Markdown.module.css'

let library: Promise<(text: string, display: boolean) => string> | null = null

/** KaTeX comes with the first formula. It writes no links and runs no commands of the formula's (`trust: false`). */
function loadKatex() {
  library ??= import('./katex').then((module) => module.renderFormula)
  return library
}

function Drawn({ text, display }: { text: string; display: boolean }) {
  const render = use(loadKatex())
  return <span className={display ? styles.display : undefined} dangerouslySetInnerHTML={{ __html: render(text, display) }} />
}

/** One formula; its source until KaTeX is there. */
export function Formula({ domNode, ...rest }: ComponentProps) {
  const display = 'data-display' in rest
  const text = textOf(domNode)
  return (
    <Suspense fallback={<code className={display ? styles.display : undefined}>{text}</code>}>
      <Drawn text={text} display={display} />
    </Suspense>
  )
}

/** All words below a node of the parsed HTML. */
export function textOf(node: unknown): string {
  const { data, children } = node as { data?: string; children?: unknown[] }
  return data ?? children?.map(textOf).join('') ?? ''
}
