import { useEffect, useRef, useState } from 'react'
import { currentLocale, useT } from '@/i18n'
import { useTheme } from '@/theme/store'
import { type Draft, faceUrl } from './draft'
import styles from './Widgets.module.css'

/** The widget itself, in its frame, dressed as it stands in the form. What is said there counts as a visitor's. */
export function Preview({ id, version, draft }: { id: string; version: string; draft: Draft }) {
  const t = useT()
  const frame = useRef<HTMLIFrameElement>(null)
  const [ready, setReady] = useState(0)
  const dark = useTheme((state) => state.mode) === 'dark'
  const lang = currentLocale() === 'zh-CN' ? 'zh' : 'en'
  useEffect(() => {
    const heard = (event: MessageEvent<{ huahua?: string } | undefined>) => {
      if (event.source !== frame.current?.contentWindow || event.origin !== window.location.origin) return
      if (event.data?.huahua === 'ready') setReady((count) => count + 1)
      if (event.data?.huahua === 'renew') frame.current?.contentWindow?.location.reload()
    }
    window.addEventListener('message', heard)
    return () => window.removeEventListener('message', heard)
  }, [])
  useEffect(() => {
    if (!ready) return
    const shown = {
      name: draft.name,
      greeting: { zh: draft.greeting_zh, en: draft.greeting_en },
      colour: draft.colour,
      position: draft.position,
      face: faceUrl(draft.face, id),
    }
    frame.current?.contentWindow?.postMessage({ huahua: 'set', lang, dark, draft: shown }, window.location.origin)
  }, [ready, lang, dark, draft, id])
  return (
    <aside className={styles.preview} aria-label={t('widgets.preview')}>
      <h3>{t('widgets.preview')}</h3>
      {/* What is saved is loaded anew; what is typed is told to the frame. */}
      <iframe key={version} ref={frame} src={`/widget/${id}?preview=1#lang=${lang}&dark=${Number(dark)}`} title={t('widgets.preview')} data-testid="widget-preview" />
      <p>{t('widgets.previewText')}</p>
    </aside>
  )
}
