import { Input } from 'antd'
import { Eye, EyeOff } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { useT } from '@/i18n'
import styles from './fields.module.css'

interface Props {
  label: string
  testId: string
  value: string
  onChange: (value: string) => void
  type?: 'text' | 'email' | 'password' | 'code' | 'digits'
  autoComplete?: string
  help?: ReactNode
  error?: string | undefined
  autoFocus?: boolean
  optional?: boolean
}

/** One labelled field with help or an error below it; the room for that line is always there, so nothing jumps. */
export function Field({ label, testId, value, onChange, type = 'text', autoComplete, help, error, autoFocus, optional }: Props) {
  const t = useT()
  const id = useId()
  const shared = {
    id,
    value,
    size: 'large' as const,
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => onChange(event.target.value),
    autoComplete: autoComplete ?? 'off',
    autoFocus: autoFocus ?? false,
    status: error ? ('error' as const) : ('' as const),
    'aria-invalid': error ? true : undefined,
    'aria-describedby': `${id}-note`,
    'data-testid': testId,
  }
  return (
    <div className={styles.field}>
      <label htmlFor={id}>
        {label}
        {optional && <span> · {t('auth.optional')}</span>}
      </label>
      {type === 'password' ? (
        <Input.Password
          {...shared}
          iconRender={(shown) => {
            const Icon = shown ? Eye : EyeOff
            return (
              <span className={styles.eye}>
                <Icon size={18} strokeWidth={1.75} aria-hidden />
              </span>
            )
          }}
        />
      ) : (
        <Input
          {...shared}
          {...(type === 'email' ? { type: 'email', inputMode: 'email' as const, autoCapitalize: 'none', spellCheck: false } : {})}
          {...(type === 'digits' ? { className: styles.code, inputMode: 'numeric' as const, maxLength: 12 } : {})}
          {...(type === 'code' ? { className: styles.code, autoCapitalize: 'characters', spellCheck: false } : {})}
        />
      )}
      <div id={`${id}-note`} className={error ? styles.error : styles.help}>
        {error ?? help}
      </div>
    </div>
  )
}
