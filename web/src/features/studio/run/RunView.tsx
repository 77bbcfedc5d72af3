import { App, Button } from 'antd'
import { ArrowLeft, CircleAlert } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { attemptWords } from '@/components/attemptWords'
import { cancelRun } from '@/api/runs'
import type { SlotView } from '@/api/runs/slot'
import type { Picture } from '@/api/types'
import { errorText, failureText } from '@/components/errors'
import { IconButton } from '@/components/IconButton'
import { PaintAgain } from '@/components/PaintAgain'
import { money } from '@/components/money'
import { Preview } from '@/components/Preview'
import { sentences } from '@/components/sentences'
import { currentLocale, useT } from '@/i18n'
import { type StudioRun, useStudio } from '../store/studio'
import { PictureMenu } from './PictureMenu'
import styles from './Run.module.css'
import { useStudioRun } from './useStudioRun'

/** The pictures of one painting: their places from the start, filled one by one. */
export function RunView({ run }: { run: StudioRun }) {
  const t = useT()
  const { view, over, cost, reason } = useStudioRun(run)
  const { show, load, replace } = useStudio.getState()
  const was = useRef(over)
  const section = useRef<HTMLElement>(null)
  const done = view.cells.flatMap((cell) => (cell.state === 'done' ? [cell.picture] : []))
  const only = done.length === 1 && view.cells.length === 1 ? done[0] : undefined

  const open = (picture: Picture) => (run.source ? show({ kind: 'compare', before: run.source, after: picture, extend: run.extend }) : load(picture))
  useEffect(() => {
    const ended = over && !was.current
    was.current = over
    if (!ended) return
    // The button that stopped it may have had the focus, and is gone.
    if (document.activeElement === document.body) section.current?.focus({ preventScroll: true })
    // One changed picture is shown beside what it was at once.
    if (only && run.source) show({ kind: 'compare', before: run.source, after: only, extend: run.extend })
  })

  const unmet = [...new Set(done.flatMap((picture) => picture.unmet))]
  return (
    <section ref={section} tabIndex={-1} className={styles.run} aria-label={t(`studio.kinds.${run.kind}`)} data-testid="studio-run" data-status={view.status}>
      <header className={styles.bar}>
        <IconButton icon={ArrowLeft} label={t('studio.toCanvas')} onClick={() => show({ kind: 'board' })} tipPlacement="bottom" data-testid="run-back" />
        <h2 className={styles.title}>{run.prompt || t(`studio.kinds.${run.kind}`)}</h2>
        {cost && <span className={`${styles.cost} tabular`} data-testid="studio-cost">{t('studio.costWas', { cost: money(cost.amount_micros, cost.currency, currentLocale()) })}</span>}
      </header>
      <ul className={styles.grid} hidden={view.cells.length === 0} data-count={view.cells.length}>
        {view.cells.map((cell, index) => (
          <li key={index} className={styles.cell} style={{ '--ratio': view.ratio } as React.CSSProperties} data-state={cell.state} data-testid="studio-cell">
            {cell.state === 'done' ? (
              <>
                <button type="button" className={styles.open} onClick={() => open(cell.picture)} aria-label={t('studio.openNumber', { number: index + 1 })} data-testid="studio-open">
                  <img src={cell.picture.urls.view} alt={t('pictures.altPainted', { prompt: cell.picture.prompt ?? '' })} draggable={false} />
                </button>
                <span className={styles.corner}>
                  <PictureMenu picture={cell.picture} label={t('studio.actionsNumber', { number: index + 1 })} />
                </span>
              </>
            ) : (
              <>
                {cell.preview !== undefined && <Preview className={styles.preview} runId={run.id} index={index} seq={cell.preview} />}
                {cell.state === 'missing' && <CircleAlert className={styles.gone} size={24} strokeWidth={1.5} aria-label={t('pictures.missing')} />}
              </>
            )}
          </li>
        ))}
      </ul>
      {!over && <Progress view={view} />}
      {over && view.missing > 0 && (
        <div className={styles.trouble} data-alone={view.cells.length === 0 || undefined} role={view.status === 'failed' ? 'alert' : 'status'} data-testid="studio-trouble">
          <CircleAlert size={16} strokeWidth={1.75} aria-hidden />
          <p>
            {sentences(
              view.status === 'done' && t('pictures.someMissing', { count: view.missing }),
              view.status === 'cancelled' ? t('pictures.cancelled') : failureText(reason, t, view.status === 'done' ? '' : t('studio.runGone')).text,
            )}
          </p>
          <PaintAgain runId={run.id} onBegun={(begun) => replace(run.id, begun)} />
        </div>
      )}
      {unmet.length > 0 && <p className={styles.unmet}>{t('pictures.unmetText', { words: unmet.join(t('pictures.comma')) })}</p>}
    </section>
  )
}

/** `3 of 4 · 62 % · about 8 s`, with a bar and a way to stop. */
function Progress({ view }: { view: SlotView }) {
  const t = useT()
  const { message } = App.useApp()
  const [stopping, setStopping] = useState(false)
  const percent = view.fraction === null ? null : Math.round(view.fraction * 100)
  const place = view.place === null ? null : view.place <= 1 ? t('pictures.queueNext') : t('pictures.queuePlace', { place: view.place })
  const eta = view.eta !== null && view.eta >= 1 ? t('pictures.eta', { seconds: Math.round(view.eta) }) : null
  const words =
    view.status === 'queued'
      ? [t('pictures.queued'), place, eta]
      : [
          ...attemptWords(view, t),
          t('studio.of', { place: view.at, count: Math.max(1, view.cells.length) }),
          percent === null ? null : t('pictures.percent', { percent }),
          eta,
        ]
  const text = words.filter(Boolean).join(' · ')
  const stop = () => {
    setStopping(true)
    cancelRun(view.runId).catch((error: unknown) => {
      setStopping(false)
      void message.error(errorText(error, t))
    })
  }
  return (
    <div className={styles.progress} data-testid="studio-progress">
      <div className={styles.progressRow}>
        <span className="tabular">{text}</span>
        <Button size="small" onClick={stop} disabled={stopping} data-testid="studio-cancel">
          {t('pictures.stop')}
        </Button>
      </div>
      <div className={styles.track} role="progressbar" aria-label={t('pictures.painting')} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent ?? undefined} aria-valuetext={text}>
        <span style={{ transform: `scaleX(${(percent ?? 0) / 100})` }} />
      </div>
    </div>
  )
}
