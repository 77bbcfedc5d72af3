import type { ReactNode } from 'react'
import styles from './Group.module.css'

/** Fields that belong together, under a heading and maybe a sentence. */
export function Group({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <fieldset className={styles.group}>
      <legend>{title}</legend>
      {text && <p>{text}</p>}
      {children}
    </fieldset>
  )
}

/** Fields side by side, as many as there is room for. */
export const Columns = ({ children }: { children: ReactNode }) => <div className={styles.columns}>{children}</div>
