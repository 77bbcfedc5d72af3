import { Switch } from 'antd'
import { useId } from 'react'
import styles from './Privacy.module.css'

/** A switch with its words before it. */
export function Toggle({ label, checked, onChange }: { label: string; checked: boolean; onChange: (checked: boolean) => void }) {
  const id = useId()
  return (
    <div className={styles.toggle}>
      <span id={id}>{label}</span>
      <Switch checked={checked} onChange={onChange} aria-labelledby={id} />
    </div>
  )
}
