import type { LucideIcon } from 'lucide-react'
import type { ButtonHTMLAttributes, Ref } from 'react'
import styles from './IconButton.module.css'
import { Tip } from './Tip'

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon: LucideIcon
  /** what it does; read aloud and shown on hover */
  label: string
  /** a shorter text for the hover, where the label is long */
  tip?: string
  size?: 'small' | 'middle' | 'large'
  active?: boolean
  danger?: boolean
  ref?: Ref<HTMLButtonElement>
  tipPlacement?: 'top' | 'bottom' | 'right' | 'left'
}

const iconSize = { small: 16, middle: 18, large: 20 }

/** A quiet square button with one icon. */
export function IconButton({ icon: Icon, label, tip, size = 'middle', active, danger, className, tipPlacement, ...rest }: Props) {
  // Over a menu that the button has opened, its name would only be in the way.
  const hasMenuOpen = className?.includes('ant-dropdown-open')
  return (
    <Tip title={hasMenuOpen ? '' : (tip ?? label)} placement={tipPlacement ?? 'top'}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={active}
        data-danger={danger || undefined}
        className={`${styles.button} ${styles[size]} ${className ?? ''}`}
        {...rest}
      >
        <Icon size={iconSize[size]} strokeWidth={1.75} aria-hidden />
      </button>
    </Tip>
  )
}
