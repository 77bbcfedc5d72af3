import { Check, Copy } from 'lucide-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import type { ComponentProps } from '@ant-design/x-markdown'
import { useCopied } from '@/components/useCopied'
import { useT } from '@/i18n'
import { textOf } from './Formula'
import styles from './Markdown.module.css'

const Diagram = lazy(() => import('./Diagram'))

/** Code beyond this is shown without colours: colouring it would make the page stutter. */
const MAX_COLOURED = 60_000

export function Code({ domNode, block, lang, streamStatus, children }: ComponentProps) {
  if (!block) return <code className={styles.inline}>{children}</code>
  const text = textOf(domNode).replace(/\n$/, '')
  const language = (lang ?? '').split(/[\s{]/)[0]?.toLowerCase() ?? ''
  if (language === 'mermaid' && streamStatus === 'done') {
    return (
      <Suspense fallback={<Block text={text} language={language} done />}>
        <Diagram source={text} fallback={<Block text={text} language={language} done />} />
      </Suspense>
    )
  }
  return <Block text={text} language={language} done={streamStatus === 'done'} />
}

function Block({ text, language, done }: { text: string; language: string; done: boolean }) {
  const t = useT()
  const { copied, copy } = useCopied()
  const html = useColours(text, language, done)
  return (
    <div className={styles.block}>
      <div className={styles.blockHead}>
        <span>{language || t('chat.code.plain')}</span>
        <button type="button" onClick={() => copy(text)} className={styles.blockCopy}>
          {copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
          {copied ? t('common.copied') : t('common.copy')}
        </button>
      </div>
      {/* Long lines scroll here; the keyboard must reach them too. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={styles.blockBody} tabIndex={0} aria-label={language || t('chat.code.plain')}>
        {html === null ? <code>{text}</code> : <code dangerouslySetInnerHTML={{ __html: html }} />}
      </pre>
    </div>
  )
}

/** Colours for finished code; they come after the words, and never move them. */
function useColours(text: string, language: string, done: boolean): string | null {
  const [coloured, setColoured] = useState<{ text: string; html: string | null } | null>(null)
  useEffect(() => {
    if (!done || !language || text.length > MAX_COLOURED) return
    let current = true
    void import('./highlight').then(({ highlight }) => {
      if (current) setColoured({ text, html: highlight(text, language) })
    })
    return () => {
      current = false
    }
  }, [text, language, done])
  return coloured?.text === text ? coloured.html : null
}
