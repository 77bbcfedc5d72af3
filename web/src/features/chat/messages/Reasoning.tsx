import { ChevronRight, LoaderCircle } from 'lucide-react'
import { useId, useState } from 'react'
import { useT } from '@/i18n'
import styles from './Steps.module.css'
import own from './Message.module.css'

/** What the model thought before it answered; closed, so that it does not push the answer down. */
export function Reasoning({ text, active }: { text: string; active: boolean }) {
  const t = useT()
  const id = useId()
  const [open, setOpen] = useState(false)
  return (
    <div className={styles.steps} data-testid="reasoning">
      <button type="button" className={styles.line} aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        {active && <LoaderCircle size={15} className={styles.spin} aria-hidden />}
        <span>{active ? t('chat.thinking') : t('chat.thought')}</span>
        <ChevronRight size={14} className={styles.arrow} aria-hidden />
      </button>
      {open && (
        <div className={own.reasoning} id={id}>
          {text}
        </div>
      )}
    </div>
  )
}
