import { Switch } from 'antd'
import { useId } from 'react'
import styles from './ModelAdvanced.module.css'

interface Props {
  label: string
  help: string
  checked: boolean
  onChange: (checked: boolean) => void
  testId: string
}

/** A switch with what it does. */
export function Toggle({ label, help, checked, onChange, testId }: Props) {
  const id = useId()
  return (
    <div className={styles.toggle}>
      <div>
        <span id={id}>{label}</span>
        <p id={`${id}-help`}>{help}</p>
      </div>
      <Switch checked={checked} onChange={onChange} aria-labelledby={id} aria-describedby={`${id}-help`} data-testid={testId} />
    </div>
  )
}
