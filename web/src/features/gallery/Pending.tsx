import { App } from 'antd'
import { CircleAlert, Square, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { attemptWords } from '@/components/attemptWords'
import { cancelRun, isOver, useLatest, useRun } from '@/api/runs'
import { type SlotView, viewSlot } from '@/api/runs/slot'
import type { PictureSlot } from '@/api/types'
import { errorText, failureText } from '@/components/errors'
import { IconButton } from '@/components/IconButton'
import { PaintAgain } from '@/components/PaintAgain'
import { Preview } from '@/components/Preview'
import { useT } from '@/i18n'
import styles from './Pending.module.css'

interface Props {
  slots: readonly PictureSlot[]
  onDismiss: (runId: string) => void
  /** something ended, or was begun again */
  onChange: () => void
}

/** What is being painted: its places fill, and then hang among the others. What went wrong says why. */
export function Pending({ slots, onDismiss, onChange }: Props) {
  const t = useT()
  return (
    <section className={styles.pending} aria-label={t('gallery.pending')} data-testid="gallery-pending">
      <h2>{t('gallery.pending')}</h2>
      <ul>
        {slots.map((slot) => (
          <Painting key={slot.painting_run_id} slot={slot} onDismiss={onDismiss} onChange={onChange} />
        ))}
      </ul>
    </section>
  )
}

function Painting({ slot: asked, onDismiss, onChange }: { slot: PictureSlot; onDismiss: (runId: string) => void; onChange: () => void }) {
  const latest = useLatest(asked.latest_run_id)
  const isNewer = latest !== asked.latest_run_id
  const slot: PictureSlot = isNewer ? { ...asked, latest_run_id: latest, status: 'queued', missing: [], error: null } : asked
  const follows = slot.status === 'queued' || slot.status === 'running'
  const run = useRun(follows ? latest : null)
  const view = viewSlot(slot, run)
  const over = !follows || (run !== undefined && isOver(run))
  const was = useRef(over)
  useEffect(() => {
    if (over && !was.current) onChange()
    was.current = over
  })
  if (over) return view.status === 'done' ? null : <Failed view={view} onDismiss={onDismiss} onChange={onChange} />
  return view.cells.map((cell, index) =>
    cell.state === 'done' ? null : <Place key={index} view={view} index={index} preview={cell.preview} isPainting={cell.state === 'painting'} />,
  )
}

function Place({ view, index, preview, isPainting }: { view: SlotView; index: number; preview: number | undefined; isPainting: boolean }) {
  const t = useT()
  const { message } = App.useApp()
  const [stopping, setStopping] = useState(false)
  const percent = Math.round((view.fraction ?? 0) * 100)
  const place = view.place === null ? null : view.place <= 1 ? t('pictures.queueNext') : t('pictures.queuePlace', { place: view.place })
  const eta = view.eta !== null && view.eta >= 1 ? t('pictures.eta', { seconds: Math.round(view.eta) }) : null
  const words = view.status === 'queued' ? (place ?? t('pictures.queued')) : view.pausing ? attemptWords(view, t).join(' · ') : isPainting ? t('pictures.percent', { percent }) : t('pictures.queued')
  const stop = () => {
    setStopping(true)
    cancelRun(view.runId).catch((error: unknown) => {
      setStopping(false)
      void message.error(errorText(error, t))
    })
  }
  return (
    <li className={styles.tile} style={{ aspectRatio: view.ratio }} data-state={isPainting ? 'painting' : 'waiting'} data-testid="pending-tile" aria-label={t('gallery.pendingOne', { prompt: view.prompt })}>
      {preview !== undefined && <Preview className={styles.preview} runId={view.runId} index={index} seq={preview} />}
      <span className={`${styles.words} tabular`} role="progressbar" aria-label={t('pictures.painting')} aria-valuemin={0} aria-valuemax={100} aria-valuenow={isPainting ? percent : 0} aria-valuetext={words}>
        {[words, isPainting ? eta : null].filter(Boolean).join(' · ')}
        <span className={styles.track}>
          <span style={{ transform: `scaleX(${isPainting ? percent / 100 : 0})` }} />
        </span>
      </span>
      <span className={styles.corner}>
        <IconButton icon={Square} size="small" label={t('pictures.stop')} onClick={stop} disabled={stopping} data-testid="pending-stop" />
      </span>
    </li>
  )
}

function Failed({ view, onDismiss, onChange }: { view: SlotView; onDismiss: (runId: string) => void; onChange: () => void }) {
  const t = useT()
  const reason = view.status === 'cancelled' ? t('pictures.cancelled') : failureText(view.error, t, t('pictures.failed')).text
  return (
    <li className={`${styles.tile} ${styles.failed}`} data-state={view.status} data-testid="pending-failed">
      <CircleAlert size={18} strokeWidth={1.75} aria-hidden />
      <strong>{view.prompt}</strong>
      <p title={reason}>{reason}</p>
      {view.missing > 0 && <PaintAgain runId={view.runId} onBegun={onChange} />}
      <span className={styles.corner}>
        <IconButton icon={X} size="small" label={t('gallery.dismiss')} onClick={() => onDismiss(view.runId)} data-testid="pending-dismiss" />
      </span>
    </li>
  )
}
