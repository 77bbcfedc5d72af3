import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { type FormEvent, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { api } from '@/api/client'
import { useSetPassword } from '@/api/session'
import type { Invited } from '@/api/types'
import { errorText } from '@/components/errors'
import { useT } from '@/i18n'
import { AuthLayout } from './AuthLayout'
import { CodeStep } from './CodeStep'
import { Field } from './fields'
import styles from './fields.module.css'
import { MIN_PASSWORD } from './rules'

/** What stands behind the hash sign; no server on the way has seen it. */
const useToken = (): string => useState(() => window.location.hash.slice(1))[0]

/** `/invitation#…`: whoever holds the link chooses a name and a password, and is in. */
export function InvitationPage() {
  const t = useT()
  const token = useToken()
  const look = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => api.post<Invited>('/api/users/invitations/look', { token }, { anonymous: true }),
    retry: false,
    staleTime: Infinity,
  })
  if (look.error) return <Spent error={look.error} />
  if (!look.data) return <AuthLayout title={t('auth.invitationTitle')} text="">{null}</AuthLayout>
  return <NewPassword token={token} path="/api/users/invitations/accept" email={look.data.email} givenName={look.data.name} />
}

/** `/reset#…`: a new password in place of one that was forgotten. */
export function ResetPage() {
  const token = useToken()
  return <NewPassword token={token} path="/api/password-reset/finish" />
}

interface Props {
  token: string
  path: Parameters<typeof useSetPassword>[0]
  /** of who is invited; a reset knows neither */
  email?: string
  givenName?: string
}

function NewPassword({ token, path, email, givenName }: Props) {
  const t = useT()
  const navigate = useNavigate()
  const set = useSetPassword(path)
  const invited = email !== undefined
  const [name, setName] = useState(givenName ?? '')
  const [password, setPassword] = useState('')
  const [checked, setChecked] = useState(false)
  const tooShort = password.length < MIN_PASSWORD
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (tooShort) return
    set.mutate(
      { token, password, ...(invited && name.trim() ? { name: name.trim() } : {}) },
      { onSuccess: ({ user }) => void (user && navigate('/', { replace: true })) },
    )
  }
  const challenge = set.data?.challenge
  if (challenge) return <CodeStep challenge={challenge} back={() => void navigate('/sign-in')} onDone={() => void navigate('/', { replace: true })} />
  return (
    <AuthLayout title={t(invited ? 'auth.invitationTitle' : 'auth.resetTitle')} text={invited ? t('auth.invitationText', { email }) : t('auth.resetText')}>
      {set.error && (
        <p className={styles.failed} role="alert" data-testid="form-error">
          {errorText(set.error, t)}
        </p>
      )}
      <form onSubmit={submit} noValidate>
        {/* Password managers keep the password under this address. */}
        {invited && <input type="hidden" name="username" autoComplete="username" value={email} readOnly />}
        {invited && <Field label={t('auth.name')} testId="name" value={name} onChange={setName} autoComplete="name" optional />}
        <Field
          label={t('auth.newPassword')}
          testId="password"
          type="password"
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
          help={t('auth.passwordHelp', { count: MIN_PASSWORD })}
          error={checked && tooShort ? t('auth.passwordHelp', { count: MIN_PASSWORD }) : undefined}
          autoFocus
        />
        <Button type="primary" size="large" block htmlType="submit" loading={set.isPending} data-testid="submit">
          {t(invited ? 'auth.join' : 'auth.setPassword')}
        </Button>
      </form>
    </AuthLayout>
  )
}

function Spent({ error }: { error: unknown }) {
  const t = useT()
  return (
    <AuthLayout title={t('auth.spentTitle')} text={errorText(error, t)}>
      <div className={styles.others} data-testid="link-spent">
        <Link to="/sign-in">{t('auth.toSignIn')}</Link>
      </div>
    </AuthLayout>
  )
}
