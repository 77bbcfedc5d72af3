import { type ReactNode, useId } from 'react'
import styles from './Panel.module.css'

interface Props {
  title: string
  /** what it changes, in plain words; or why it cannot be changed */
  help?: string | undefined
  /** why nothing can be set here */
  refused?: string | false | undefined
  aside?: ReactNode
  children: ReactNode
}

/** Some settings that belong together. One that the model cannot follow is shown, not hidden, and says why. */
export function Group({ title, help, refused, aside, children }: Props) {
  const id = useId()
  return (
    <section className={styles.group} aria-labelledby={id} data-refused={Boolean(refused) || undefined}>
      <header className={styles.head}>
        <h3 id={id}>{title}</h3>
        {aside}
      </header>
      {children}
      {(refused || help) && <p className={styles.help}>{refused || help}</p>}
    </section>
  )
}
