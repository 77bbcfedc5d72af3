import { useEffect, useRef, useState } from 'react'
import { api } from '@/api/client'
import { useT } from '@/i18n'
import styles from '../more.module.css'
import type { Cue, Stage } from './stage'

interface Props {
  /** the address of a GLB or VRM */
  url: string
  /** shown where there is no WebGL */
  poster?: string
  /** said once, each time it changes */
  cues?: readonly Cue[] | null
}

/** A model that can be turned. three.js is loaded only here. */
export function ModelView({ url, poster, cues }: Props) {
  const t = useT()
  const canvas = useRef<HTMLCanvasElement>(null)
  const stage = useRef<Stage | null>(null)
  const [state, setState] = useState<{ url: string; is: 'ready' | 'broken' } | null>(null)
  const [webgl] = useState(hasWebgl)
  const now = state?.url === url ? state.is : 'loading'

  useEffect(() => {
    if (!webgl) return
    let over = false
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches
    Promise.all([import('./stage'), api.blob('GET', url)])
      .then(async ([{ openStage }, file]) => {
        const data = await file.arrayBuffer()
        if (over || !canvas.current) return
        const made = await openStage(canvas.current, data, calm)
        if (over) return made.end()
        stage.current = made
        setState({ url, is: 'ready' })
      })
      .catch(() => !over && setState({ url, is: 'broken' }))
    return () => {
      over = true
      stage.current?.end()
      stage.current = null
    }
  }, [url, webgl])
  useEffect(() => {
    if (cues) stage.current?.say(cues)
  }, [cues])

  return (
    <>
      <div className={styles.stage} data-testid="model-view" data-state={webgl ? now : 'poster'}>
        {webgl ? <canvas key={url} ref={canvas} tabIndex={0} role="img" aria-label={t('avatarMore.modelAlt')} /> : poster && <img src={poster} alt={t('avatarMore.modelAlt')} />}
      </div>
      {!webgl && <p role="status">{t('avatarMore.noWebgl')}</p>}
      {webgl && now === 'loading' && <p role="status">{t('avatarMore.loading')}</p>}
      {webgl && now === 'broken' && <p role="alert">{t('avatarMore.broken')}</p>}
    </>
  )
}

function hasWebgl(): boolean {
  return document.createElement('canvas').getContext('webgl2') !== null
}
