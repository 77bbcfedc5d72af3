import { Button } from 'antd'
import { type FormEvent, useState } from 'react'
import { ApiError } from '@/api/client'
import { useSetup } from '@/api/session'
import { errorText } from '@/components/errors'
import { useT } from '@/i18n'
import { AuthLayout } from './AuthLayout'
import { Field } from './fields'
import styles from './fields.module.css'
import { isEmail, MIN_PASSWORD } from './rules'

/** The first visitor makes the administrator's account with the code that the start printed. */
export function SetupPage() {
  const t = useT()
  const setup = useSetup()
  // The start may print a link that carries the code.
  const [code, setCode] = useState(() => new URLSearchParams(window.location.search).get('code') ?? '')
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [checked, setChecked] = useState(false)

  const errors = {
    code: !code.trim() ? t('auth.required') : undefined,
    email: !email ? t('auth.required') : !isEmail(email) ? t('auth.emailInvalid') : undefined,
    password: password.length < MIN_PASSWORD ? t('auth.passwordHelp', { count: MIN_PASSWORD }) : undefined,
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (errors.code || errors.email || errors.password) return
    const given = name.trim()
    setup.mutate({ code: code.trim(), email: email.trim(), password, ...(given ? { name: given } : {}) })
  }
  const wrongCode = setup.error instanceof ApiError && [401, 403].includes(setup.error.status)

  return (
    <AuthLayout title={t('auth.setupTitle')} text={t('auth.setupText')}>
      {setup.error && (
        <p className={styles.failed} role="alert" data-testid="form-error">
          {wrongCode ? t('auth.wrongCode') : errorText(setup.error, t)}
        </p>
      )}
      <form onSubmit={submit} noValidate>
        <Field
          label={t('auth.setupCode')}
          testId="setup-code"
          type="code"
          value={code}
          onChange={setCode}
          help={t('auth.setupCodeHelp')}
          error={checked ? errors.code : undefined}
          autoFocus={!code}
        />
        <Field label={t('auth.name')} testId="name" value={name} onChange={setName} autoComplete="name" optional />
        <Field
          label={t('auth.email')}
          testId="email"
          type="email"
          autoComplete="username"
          value={email}
          onChange={setEmail}
          error={checked ? errors.email : undefined}
        />
        <Field
          label={t('auth.password')}
          testId="password"
          type="password"
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
          help={t('auth.passwordHelp', { count: MIN_PASSWORD })}
          error={checked ? errors.password : undefined}
        />
        <Button type="primary" size="large" block htmlType="submit" loading={setup.isPending} data-testid="submit">
          {t('auth.create')}
        </Button>
      </form>
    </AuthLayout>
  )
}
