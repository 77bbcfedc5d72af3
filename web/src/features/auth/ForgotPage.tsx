import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { type FormEvent, useState } from 'react'
import { Link } from 'react-router'
import { api } from '@/api/client'
import { errorText } from '@/components/errors'
import { useT } from '@/i18n'
import { AuthLayout } from './AuthLayout'
import { Field } from './fields'
import styles from './fields.module.css'
import { isEmail } from './rules'

/** Asks for a letter with a link; says the same whether there is such an account or not. */
export function ForgotPage() {
  const t = useT()
  const [email, setEmail] = useState('')
  const [checked, setChecked] = useState(false)
  const ask = useMutation({ mutationFn: () => api.post('/api/password-reset', { email: email.trim() }, { anonymous: true }) })
  const error = !email ? t('auth.required') : !isEmail(email) ? t('auth.emailInvalid') : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (!error) ask.mutate()
  }
  return (
    <AuthLayout title={t('auth.forgotTitle')} text={t(ask.isSuccess ? 'auth.forgotDone' : 'auth.forgotText', { email: email.trim() })}>
      {ask.error && (
        <p className={styles.failed} role="alert" data-testid="form-error">
          {errorText(ask.error, t)}
        </p>
      )}
      {!ask.isSuccess && (
        <form onSubmit={submit} noValidate>
          <Field
            label={t('auth.email')}
            testId="email"
            type="email"
            autoComplete="username"
            value={email}
            onChange={setEmail}
            error={checked ? error : undefined}
            autoFocus
          />
          <Button type="primary" size="large" block htmlType="submit" loading={ask.isPending} data-testid="submit">
            {t('auth.sendLink')}
          </Button>
        </form>
      )}
      <div className={styles.others} role={ask.isSuccess ? 'status' : undefined} data-testid={ask.isSuccess ? 'forgot-done' : undefined}>
        <Link to="/sign-in">{t('auth.toSignIn')}</Link>
      </div>
    </AuthLayout>
  )
}
