import type { ReactNode } from 'react'
import styles from './ui.module.css'

interface Props {
  title: string
  text?: ReactNode
  /** at the right of the title */
  action?: ReactNode
  children?: ReactNode
  /** the children stand on the page itself, not on a card */
  bare?: boolean
  testId?: string
}

/** One subject of a settings page: a heading, a sentence, and a card below. */
export function Block({ title, text, action, children, bare, testId }: Props) {
  return (
    <section className={styles.block} data-testid={testId}>
      <header className={styles.head}>
        <div>
          <h3>{title}</h3>
          {text && <p>{text}</p>}
        </div>
        {action && <div className={styles.headAction}>{action}</div>}
      </header>
      {children && (bare ? children : <div className={styles.card}>{children}</div>)}
    </section>
  )
}
