import { Dropdown } from 'antd'
import { ChevronDown } from 'lucide-react'
import styles from './Toolbar.module.css'

interface Props {
  /** what it filters by */
  label: string
  /** said for 'no matter which' */
  any: string
  value: string
  options: { key: string; label: string; count?: number }[]
  onValue: (value: string) => void
  testId: string
}

/** A chip that opens a list; it says what is chosen. */
export function FilterMenu({ label, any, value, options, onValue, testId }: Props) {
  const chosen = options.find((option) => option.key === value)
  const items = [
    { key: '', label: any },
    ...options.map(({ key, label: name, count }) => ({
      key,
      label: (
        <span className={styles.option}>
          <span>{name}</span>
          {count !== undefined && <span className={styles.optionCount}>{count}</span>}
        </span>
      ),
    })),
  ]
  return (
    <Dropdown
      autoFocus
      menu={{ items, selectedKeys: [value], onClick: ({ key }) => onValue(key), style: { maxHeight: 360, overflowY: 'auto' } }}
      trigger={['click']}
    >
      <button type="button" className={styles.chip} data-on={Boolean(value)} aria-label={label} data-testid={testId}>
        <span className={styles.chosen}>{value ? (chosen?.label ?? value) : label}</span>
        <ChevronDown size={14} strokeWidth={1.75} aria-hidden />
      </button>
    </Dropdown>
  )
}
