import { type CSSProperties, type ReactNode, useEffect, useId, useState } from 'react'
import { useT } from '@/i18n'
import { useTheme } from '@/theme/store'
import { dark, font, light } from '@/theme/tokens'
import styles from './Markdown.module.css'

interface Props {
  source: string
  /** the source as code, shown while drawing and when it cannot be drawn */
  fallback: ReactNode
}

/**
 * A Mermaid diagram. `securityLevel: 'strict'` lets no HTML, click handlers or links of the diagram through; it is shown
 * as an image, where scripts cannot run at all.
 */
export default function Diagram({ source, fallback }: Props) {
  const t = useT()
  const id = `diagram-${useId().replace(/\W/g, '')}`
  const mode = useTheme((s) => s.mode)
  const [drawn, setDrawn] = useState<{ url: string; width: number; height: number } | 'failed' | null>(null)
  const [showSource, setShowSource] = useState(false)

  useEffect(() => {
    let current = true
    draw(id, source, mode)
      .then((svg) => current && setDrawn(asImage(svg)))
      .catch(() => current && setDrawn('failed'))
    return () => {
      current = false
    }
  }, [id, source, mode])

  if (drawn === null) return fallback
  if (drawn === 'failed') {
    return (
      <>
        {fallback}
        <p className={styles.diagramNote}>{t('chat.code.diagramFailed')}</p>
      </>
    )
  }
  return (
    <figure className={styles.diagram}>
      <div className={styles.blockHead}>
        <span>{t('chat.code.diagram')}</span>
        <button type="button" className={styles.blockCopy} onClick={() => setShowSource(!showSource)}>
          {showSource ? t('chat.code.showDiagram') : t('chat.code.showSource')}
        </button>
      </div>
      {showSource ? (
        <pre className={styles.blockBody}>
          <code>{source}</code>
        </pre>
      ) : (
        // A wide diagram scrolls here; the keyboard must reach it too.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className={styles.diagramBody} tabIndex={0} role="group" aria-label={t('chat.code.diagram')} style={{ '--drawn': `${drawn.width}px` } as CSSProperties}>
          <img src={drawn.url} alt={source} width={drawn.width} height={drawn.height} />
        </div>
      )}
    </figure>
  )
}

async function draw(id: string, source: string, mode: 'light' | 'dark'): Promise<string> {
  const { default: mermaid } = await import('./mermaid')
  const c = mode === 'dark' ? dark : light
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    suppressErrorRendering: true,
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    theme: 'base',
    fontFamily: font.sans,
    themeVariables: {
      darkMode: mode === 'dark',
      background: c.surface,
      primaryColor: c.tint,
      primaryTextColor: c.ink,
      primaryBorderColor: c.faint,
      secondaryColor: c.slateSoft,
      tertiaryColor: c.bambooSoft,
      lineColor: c.quiet,
      edgeLabelBackground: c.code,
      nodeBorder: c.faint,
      clusterBkg: c.code,
      clusterBorder: c.line,
      textColor: c.ink,
      fontSize: '14px',
    },
  })
  await mermaid.parse(source)
  return (await mermaid.render(id, source)).svg
}

function asImage(svg: string): { url: string; width: number; height: number } {
  const box = /viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"/.exec(svg)
  const width = Math.ceil(Number(box?.[1] ?? 600))
  const height = Math.ceil(Number(box?.[2] ?? 400))
  const sized = svg.replace(/^<svg /, `<svg width="${width}" height="${height}" `).replace(/ width="100%"/, '')
  return { url: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(sized)}`, width, height }
}
