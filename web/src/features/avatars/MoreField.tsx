import type { ReactNode } from 'react'
import styles from './more.module.css'

/** A part of a drawer with its name. */
export function MoreField({ label, help, children }: { label: string; help?: string; children: ReactNode }) {
  return (
    <section className={styles.field} aria-label={label}>
      <h3 className={styles.label}>{label}</h3>
      {children}
      {help && <p className={styles.help}>{help}</p>}
    </section>
  )
}
