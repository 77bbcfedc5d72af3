import type { ReactNode } from 'react'
import styles from './EmptyState.module.css'

interface Props {
  title: string
  text?: string
  /** a small picture above the words */
  picture?: ReactNode
  action?: ReactNode
}

/** Says why there is nothing here and what to do about it. */
export function EmptyState({ title, text, picture, action }: Props) {
  return (
    <div className={styles.box}>
      {picture && <div className={styles.picture}>{picture}</div>}
      <h2 className={styles.title}>{title}</h2>
      {text && <p className={styles.text}>{text}</p>}
      {action && <div className={styles.action}>{action}</div>}
    </div>
  )
}
