import { type ComponentProps, XMarkdown, type XMarkdownProps } from '@ant-design/x-markdown'
import { ExternalLink } from 'lucide-react'
import { memo, useDeferredValue } from 'react'
import { useT } from '@/i18n'
import { Code } from './CodeBlock'
import { Formula } from './Formula'
import styles from './Markdown.module.css'
import { FORMULA_TAG, math } from './math'

const isHere = (url: string) => url.startsWith('/') && !url.startsWith('//')

/** Links of a model lead out of the page and tell the other site nothing about it. */
function Link({ href = '', children }: ComponentProps<{ href?: string }>) {
  const safe = /^(https?:|mailto:|\/(?!\/)|#)/i.test(href)
  if (!safe) return <span>{children}</span>
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  )
}

/** A picture on another site could report that it was looked at, so it becomes a link. */
function Image({ src = '', alt = '' }: ComponentProps<{ src?: string; alt?: string }>) {
  const t = useT()
  if (isHere(src)) return <img src={src} alt={alt} loading="lazy" className={styles.image} />
  if (!/^https?:/i.test(src)) return <span>{alt}</span>
  return (
    <a href={src} target="_blank" rel="noopener noreferrer nofollow" className={styles.remote}>
      <ExternalLink size={14} aria-hidden /> {alt || t('chat.remoteImage')}
    </a>
  )
}

function Table({ children }: ComponentProps) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.table} tabIndex={0} role="group">
      <table>{children}</table>
    </div>
  )
}

const Caret = () => <span className={styles.caret} aria-hidden />

const components: NonNullable<XMarkdownProps['components']> = {
  a: Link,
  img: Image,
  table: Table,
  code: Code,
  // The block brings its own <pre>.
  pre: ({ children }: ComponentProps) => <>{children}</>,
  [FORMULA_TAG]: Formula,
}
const STREAMING = { hasNextChunk: true, tail: { component: Caret } }
const FINISHED = { hasNextChunk: false }

interface Props {
  text: string
  streaming?: boolean
}

/** Words of a model. Raw HTML in them is shown as text. */
export const Markdown = memo(function Markdown({ text, streaming = false }: Props) {
  const shown = useDeferredValue(text)
  return (
    <XMarkdown
      className={styles.markdown!}
      content={shown}
      config={math}
      components={components}
      streaming={streaming ? STREAMING : FINISHED}
      escapeRawHtml
      disableDefaultStyles
    />
  )
})
