import { Check, ChevronRight, CircleAlert, LoaderCircle } from 'lucide-react'
import { useId, useState } from 'react'
import { useRun } from '@/api/runs'
import type { PictureSlot } from '@/api/types'
import { useT } from '@/i18n'
import { viewSlot } from '@/api/runs/slot'
import styles from './Steps.module.css'
import { type Line, stepLines, summaryOf } from './stepLines'
import type { MessageView } from './view'

interface Props {
  view: MessageView
  /** what the user asked for */
  words: string
}

/** How the answer comes to be, as one quiet line that opens: your words → prompt → enriched prompt → painting 40 %. */
export function Steps({ view, words }: Props) {
  const t = useT()
  const id = useId()
  const [open, setOpen] = useState(false)
  const slot = view.slots[view.slots.length - 1]
  const painting = usePainting(slot)
  const lines = stepLines(view, words, painting, t)
  if (lines.length === 0) return null
  const active = [...lines].reverse().find((line) => line.state === 'started')
  const failed = lines.some((line) => line.state === 'failed')
  return (
    <div className={styles.steps} data-testid="steps">
      <button type="button" className={styles.line} aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        {active ? <LoaderCircle size={15} className={styles.spin} aria-hidden /> : failed ? <CircleAlert size={15} className={styles.bad} aria-hidden /> : null}
        <span className="tabular">{active ? active.now : summaryOf(lines, view, t)}</span>
        <ChevronRight size={14} className={styles.arrow} aria-hidden />
      </button>
      {open && (
        <ol className={styles.list} id={id}>
          {lines.map((line) => (
            <Item key={line.id} line={line} />
          ))}
        </ol>
      )}
    </div>
  )
}

function Item({ line }: { line: Line }) {
  return (
    <li className={styles.item} data-state={line.state}>
      <span className={styles.mark} aria-hidden>
        {line.state === 'started' ? <LoaderCircle size={13} className={styles.spin} /> : line.state === 'failed' ? <CircleAlert size={13} /> : <Check size={13} />}
      </span>
      <div>
        <span className={styles.title}>{line.title}</span>
        {line.pieces ? (
          <p className={styles.detail}>
            {line.pieces.map(({ text, kind }, index) =>
              kind === 'added' ? <ins key={index}>{text}</ins> : kind === 'removed' ? null : <span key={index}>{text}</span>,
            )}
          </p>
        ) : (
          line.detail && <p className={styles.detail}>{line.detail}</p>
        )}
      </div>
    </li>
  )
}

function usePainting(slot: PictureSlot | undefined) {
  const follows = slot?.status === 'queued' || slot?.status === 'running'
  const run = useRun(slot && follows ? slot.latest_run_id : null)
  return slot ? viewSlot(slot, run) : null
}
