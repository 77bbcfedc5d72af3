import { type ReactNode, useId } from 'react'
import styles from './ui.module.css'

interface Control {
  id: string
  'aria-describedby': string
  'aria-invalid': true | undefined
}

interface Props {
  label: string
  /** quiet words behind the label, e.g. 'optional' */
  mark?: string
  help?: ReactNode
  error?: string | undefined
  children: (control: Control) => ReactNode
}

/** A label, any control, and the line below it that helps or says what is wrong. */
export function FormField({ label, mark, help, error, children }: Props) {
  const id = useId()
  return (
    <div className={styles.field}>
      <label htmlFor={id}>
        {label}
        {mark && <span> · {mark}</span>}
      </label>
      {children({ id, 'aria-describedby': `${id}-note`, 'aria-invalid': error ? true : undefined })}
      <div id={`${id}-note`} className={error ? styles.error : styles.help} role={error ? 'alert' : undefined}>
        {error ?? help}
      </div>
    </div>
  )
}
