import { Button } from 'antd'
import { type FormEvent, useEffect, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { ApiError } from '@/api/client'
import { useSignIn, useWaysIn } from '@/api/session'
import { errorText } from '@/components/errors'
import { useT } from '@/i18n'
import { AuthLayout } from './AuthLayout'
import { CodeStep } from './CodeStep'
import { Field } from './fields'
import { Providers } from './Providers'
import styles from './fields.module.css'
import { isEmail } from './rules'

/** A password first, then a code where the account has an authenticator app. */
export function SignInPage() {
  // A provider's word brings one back here for the code; the challenge stands behind the hash sign.
  const [challenge, setChallenge] = useState<string | null>(() => new URLSearchParams(window.location.hash.slice(1)).get('code'))
  useEffect(() => {
    if (window.location.hash) window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search)
  }, [])
  return challenge ? (
    <CodeStep challenge={challenge} back={() => setChallenge(null)} />
  ) : (
    <PasswordStep onChallenge={setChallenge} />
  )
}

function PasswordStep({ onChallenge }: { onChallenge: (challenge: string) => void }) {
  const t = useT()
  const signIn = useSignIn()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [checked, setChecked] = useState(false)
  const waysIn = useWaysIn().data
  const [params] = useSearchParams()
  const failed = params.get('error')
  const [expired] = useState(() => sessionStorage.getItem('huahua.expired') === '1')

  // The page that comes next is fetched while one types.
  useEffect(() => {
    const timer = window.setTimeout(() => void import('@/features/chat'), 600)
    return () => window.clearTimeout(timer)
  }, [])

  const emailError = !email ? t('auth.required') : !isEmail(email) ? t('auth.emailInvalid') : undefined
  const passwordError = !password ? t('auth.required') : undefined

  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (emailError || passwordError) return
    signIn.mutate(
      { email: email.trim(), password },
      {
        onSuccess: ({ challenge }) => {
          sessionStorage.removeItem('huahua.expired')
          if (challenge) onChallenge(challenge)
        },
      },
    )
  }
  const refused = signIn.error instanceof ApiError && signIn.error.status === 401

  return (
    <AuthLayout title={t('auth.signInTitle')} text={t('auth.signInText')}>
      {failed && !signIn.error && (
        <p className={styles.failed} role="alert" data-testid="provider-error">
          {errorText(new ApiError(400, failed, ''), t)}
        </p>
      )}
      {expired && !failed && !signIn.error && <p className={styles.notice}>{t('auth.expired')}</p>}
      {signIn.error && (
        <p className={styles.failed} role="alert" data-testid="form-error">
          {refused ? t('auth.wrongCredentials') : errorText(signIn.error, t)}
        </p>
      )}
      <form onSubmit={submit} noValidate>
        <Field
          label={t('auth.email')}
          testId="email"
          type="email"
          autoComplete="username"
          value={email}
          onChange={setEmail}
          error={checked ? emailError : undefined}
          autoFocus
        />
        <Field
          label={t('auth.password')}
          testId="password"
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          error={checked ? passwordError : undefined}
        />
        <Button type="primary" size="large" block htmlType="submit" loading={signIn.isPending} data-testid="submit">
          {t('auth.signIn')}
        </Button>
      </form>
      {waysIn?.reset_by_mail && (
        <div className={styles.others}>
          <Link to="/forgot" data-testid="forgot">
            {t('auth.forgot')}
          </Link>
        </div>
      )}
      {waysIn && waysIn.providers.length > 0 && <Providers providers={waysIn.providers} next={params.get('next')} />}
    </AuthLayout>
  )
}
