import { useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { CircleAlert } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { attemptWords } from '@/components/attemptWords'
import { keys } from '@/api/keys'
import { cancelRun, isOver, useLatest, useRun } from '@/api/runs'
import type { Picture, PictureSlot } from '@/api/types'
import { announce } from '@/components/Announcer'
import { errorText, failureText } from '@/components/errors'
import { PaintAgain } from '@/components/PaintAgain'
import { Preview } from '@/components/Preview'
import { unmetText } from '@/components/viewer/unmet'
import { sentences } from '@/components/sentences'
import { useT } from '@/i18n'

import { PictureCell } from './PictureCell'
import styles from './Pictures.module.css'
import { type SlotView, viewSlot } from '@/api/runs/slot'

interface Props {
  slot: PictureSlot
  conversationId: string
  /** numbers go on from here when pictures stand together */
  firstNumber?: number | undefined
  /** pictures painted from those of this slot */
  repaints?: Picture[]
}

/** The slot as it is now, following its painting run while that goes on. */
export function useSlotView(asked: PictureSlot, conversationId: string): SlotView {
  const known = asked.latest_run_id || asked.painting_run_id
  const latest = useLatest(known)
  // What was tried again here is shown at once, before the conversation is loaded anew.
  const slot: PictureSlot = latest === known ? asked : { ...asked, latest_run_id: latest, status: 'queued', missing: [], error: null }
  const client = useQueryClient()
  const t = useT()
  const follows = slot.status === 'queued' || slot.status === 'running'
  const run = useRun(follows ? latest : null)
  const view = viewSlot(slot, run)
  const over = !follows || (run !== undefined && isOver(run))
  const isAwaited = useRef(false)
  const painted = view.cells.filter((cell) => cell.state === 'done').length
  useEffect(() => {
    // Either the run or the message, loaded again, tells of the end first; it is said once, and only of what was awaited.
    const ends = over && isAwaited.current
    isAwaited.current = !over
    if (!ends) return
    announce(painted ? t('pictures.finished', { count: painted }) : t('pictures.failed'))
    void client.invalidateQueries({ queryKey: keys.conversation(conversationId) })
    void client.invalidateQueries({ queryKey: keys.allPictures })
  }, [over, painted, client, conversationId, t])
  return view
}

/** The pictures of one painting: their places from the start, filled as they are finished. */
export function SlotCard({ slot, conversationId, firstNumber = 1, repaints = [] }: Props) {
  const t = useT()
  const view = useSlotView(slot, conversationId)
  const busy = view.status === 'queued' || view.status === 'running'
  const many = view.cells.length > 1
  const numberOf = (index: number) => firstNumber + view.cells.slice(0, index).filter((cell) => cell.state !== 'missing').length
  const numbered = many || repaints.length > 0 || firstNumber > 1
  const unmet = [...new Set(view.cells.flatMap((cell) => (cell.state === 'done' ? cell.picture.unmet : [])))]

  return (
    <section className={styles.slot} data-testid="picture-slot" data-status={view.status}>
      {view.cells.length > 0 && (
        <div className={many ? styles.grid : styles.single} style={{ '--ratio': view.ratio } as React.CSSProperties}>
          {view.cells.map((cell, index) =>
            cell.state === 'done' ? (
              <PictureCell key={cell.picture.id} picture={cell.picture} number={numbered ? numberOf(index) : undefined} small={many} />
            ) : (
              <div key={index} className={styles.place} style={{ aspectRatio: view.ratio }} data-state={cell.state}>
                {cell.preview !== undefined && <Preview className={styles.preview} runId={view.runId} index={index} seq={cell.preview} />}
                {cell.state === 'missing' ? <CircleAlert className={styles.gone} size={24} strokeWidth={1.5} aria-label={t('pictures.missing')} /> : many && <span className={styles.number}>{numberOf(index)}</span>}
              </div>
            ),
          )}
        </div>
      )}
      {busy && <PaintingProgress view={view} />}
      {!busy && (view.missing > 0 || view.status === 'failed' || view.status === 'cancelled') && (
        <div className={styles.trouble} role={view.status === 'failed' ? 'alert' : undefined} data-testid="picture-error">
          <CircleAlert size={16} strokeWidth={1.75} aria-hidden />
          <p>
            {sentences(
              view.status === 'done' && t('pictures.someMissing', { count: view.missing }),
              view.status === 'cancelled' ? t('pictures.cancelled') : failureText(view.error, t, view.status === 'done' ? '' : t('pictures.failed')).text,
            )}
          </p>
          {view.missing > 0 && <PaintAgain runId={view.runId} />}
        </div>
      )}
      {unmet.length > 0 && (
        <p className={styles.unmet} data-testid="unmet">
          {unmetText(unmet, t, 'pictures.unmetText')}
        </p>
      )}
    </section>
  )
}

function PaintingProgress({ view }: { view: SlotView }) {
  const t = useT()
  const { message } = App.useApp()
  const [stopping, setStopping] = useState(false)
  const stop = () => {
    setStopping(true)
    cancelRun(view.runId).catch((error: unknown) => {
      setStopping(false)
      void message.error(errorText(error, t))
    })
  }
  const percent = view.fraction === null ? null : Math.round(view.fraction * 100)
  const eta = view.eta !== null && view.eta >= 1 ? t('pictures.eta', { seconds: Math.round(view.eta) }) : null
  const words =
    view.status === 'queued'
      ? [t('pictures.queued'), view.place === null ? null : view.place <= 1 ? t('pictures.queueNext') : t('pictures.queuePlace', { place: view.place }), eta]
      : [
          ...attemptWords(view, t),
          view.cells.length > 1 ? t('pictures.paintingOf', { place: view.at, count: view.cells.length }) : t('pictures.painting'),
          percent === null ? null : t('pictures.percent', { percent }),
          eta,
        ]
  const text = words.filter(Boolean).join(' · ')
  return (
    <div className={styles.progress} data-testid="picture-progress">
      <div className={styles.progressRow}>
        <span className="tabular">{text}</span>
        <button type="button" className={styles.stop} disabled={stopping} onClick={stop} data-testid="stop-painting">
          {t('pictures.stop')}
        </button>
      </div>
      <div
        className={styles.bar}
        role="progressbar"
        aria-label={t('pictures.painting')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent ?? undefined}
        aria-valuetext={text}
        data-unknown={percent === null || undefined}
      >
        <span style={{ transform: `scaleX(${(percent ?? 0) / 100})` }} />
      </div>
    </div>
  )
}
