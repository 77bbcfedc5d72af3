import type { Picture, PictureSlot } from '@/api/types'
import { useT } from '@/i18n'
import { PictureCell } from './PictureCell'
import styles from './Pictures.module.css'
import { type Repaint, useRepaints } from './repaints'
import { SlotCard, useSlotView } from './SlotCard'

interface Props {
  slots: readonly PictureSlot[]
  conversationId: string
  /** finished repaints by the picture they came from */
  repaintsBySource: ReadonlyMap<string, Picture[]>
}

/** All pictures of one message, numbered through, and below them what was painted from them. */
export function MessagePictures({ slots, conversationId, repaintsBySource }: Props) {
  const t = useT()
  const started = useRepaints((s) => s.repaints)
  const own = new Set(slots.flatMap((slot) => slot.pictures.map((picture) => picture.id)))
  const finished = [...own].flatMap((id) => repaintsBySource.get(id) ?? [])
  const family = new Set([...own, ...finished.map((picture) => picture.id)])
  const shown = new Set(finished.map((picture) => picture.id))
  const running = started.filter((repaint) => repaint.conversationId === conversationId && family.has(repaint.sourceId))
  const counts = slots.map((slot) => Math.max(slot.pictures.length, 1))
  const total = slots.reduce((sum, slot) => sum + slot.pictures.length, 0)
  const firstOf = (index: number) => 1 + counts.slice(0, index).reduce((sum, count) => sum + count, 0)

  return (
    <div className={styles.pictures}>
      {slots.map((slot, index) => (
        <SlotCard
          key={slot.painting_run_id}
          slot={slot}
          conversationId={conversationId}
          firstNumber={firstOf(index)}
          repaints={finished}
        />
      ))}
      {(finished.length > 0 || running.length > 0) && (
        <section className={styles.repaints} aria-label={t('pictures.repaints')}>
          {finished.length > 0 && <h3>{t('pictures.repaints')}</h3>}
          {finished.length > 0 && (
            <div className={styles.grid}>
              {finished.map((picture, index) => (
                <PictureCell key={picture.id} picture={picture} number={total + index + 1} small />
              ))}
            </div>
          )}
          {running.map((repaint, index) => (
            <RunningRepaint
              key={repaint.slot.painting_run_id}
              repaint={repaint}
              finished={shown}
              firstNumber={total + shown.size + index + 1}
            />
          ))}
        </section>
      )}
    </div>
  )
}

/** A repaint of this tab, until its pictures are among the finished ones. */
function RunningRepaint({ repaint, finished, firstNumber }: { repaint: Repaint; finished: ReadonlySet<string>; firstNumber: number }) {
  const view = useSlotView(repaint.slot, repaint.conversationId)
  const painted = view.cells.flatMap((cell) => (cell.state === 'done' ? [cell.picture.id] : []))
  const isListed = painted.length > 0 && painted.every((id) => finished.has(id))
  if (isListed) return null
  return <SlotCard slot={repaint.slot} conversationId={repaint.conversationId} firstNumber={firstNumber} />
}
