import type { ReactNode } from 'react'
import styles from './ui.module.css'

/** A word about the state of something. The colour never says more than the word does. */
export function Tag({ tone = 'quiet', children }: { tone?: 'quiet' | 'good' | 'warning' | 'bad' | 'info'; children: ReactNode }) {
  return (
    <span className={styles.tag} data-tone={tone}>
      {children}
    </span>
  )
}
