import { Button } from 'antd'
import { type FormEvent, useState } from 'react'
import { useSecondStep } from '@/api/session'
import { errorText } from '@/components/errors'
import { useT } from '@/i18n'
import { AuthLayout } from './AuthLayout'
import { Field } from './fields'
import styles from './fields.module.css'

interface Props {
  challenge: string
  /** to the beginning: another account, or too much time has passed */
  back: () => void
  /** where the page would not move on by itself */
  onDone?: () => void
}

/** The second step: six digits of the app, or a recovery code for whoever does not have it at hand. */
export function CodeStep({ challenge, back, onDone }: Props) {
  const t = useT()
  const step = useSecondStep()
  const [recovery, setRecovery] = useState(false)
  const [code, setCode] = useState('')
  const [checked, setChecked] = useState(false)
  const enter = (typed: string) => {
    if (!step.isPending) step.mutate({ challenge, code: typed }, { onSuccess: () => onDone?.() })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (code.trim()) enter(code.trim())
  }
  const type = (typed: string) => {
    setCode(typed)
    step.reset()
    // Six digits are a whole code: nobody should have to look for the button.
    if (!recovery && /^\d{6}$/.test(typed.replace(/[\s-]/g, ''))) enter(typed)
  }
  return (
    <AuthLayout title={t('auth.codeTitle')} text={t(recovery ? 'auth.recoveryText' : 'auth.codeText')}>
      {step.error && (
        <p className={styles.failed} role="alert" data-testid="form-error">
          {errorText(step.error, t)}
        </p>
      )}
      <form onSubmit={submit} noValidate>
        <Field
          key={String(recovery)}
          label={t(recovery ? 'auth.recoveryCode' : 'auth.code')}
          testId="code"
          type={recovery ? 'code' : 'digits'}
          autoComplete="one-time-code"
          value={code}
          onChange={type}
          error={checked && !code.trim() ? t('auth.required') : undefined}
          autoFocus
        />
        <Button type="primary" size="large" block htmlType="submit" loading={step.isPending} data-testid="submit">
          {t('auth.signIn')}
        </Button>
      </form>
      <div className={styles.others}>
        <button
          type="button"
          data-testid="other-code"
          onClick={() => {
            setRecovery(!recovery)
            setCode('')
            setChecked(false)
            step.reset()
          }}
        >
          {t(recovery ? 'auth.useApp' : 'auth.useRecovery')}
        </button>
        <button type="button" onClick={back} data-testid="code-back">
          {t('auth.back')}
        </button>
      </div>
    </AuthLayout>
  )
}
