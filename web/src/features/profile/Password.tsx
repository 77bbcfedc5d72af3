import { useMutation } from '@tanstack/react-query'
import { App, Button, Input } from 'antd'
import { type FormEvent, useState } from 'react'
import { api, ApiError } from '@/api/client'
import { errorText } from '@/components/errors'
import { MIN_PASSWORD } from '@/features/auth/rules'
import { Block, FormField } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './Profile.module.css'

/** A new password; other devices have to sign in again. */
export function Password() {
  const t = useT()
  const { message } = App.useApp()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [checked, setChecked] = useState(false)
  const change = useMutation({
    mutationFn: () => api.post('/api/me/password', { current, new: next }),
    onSuccess: () => {
      setCurrent('')
      setNext('')
      setChecked(false)
      message.success(t('profile.passwordChanged'))
    },
  })
  const wrong = change.error instanceof ApiError && change.error.code === 'wrong_password'
  const refused = change.error ? errorText(change.error, t) : undefined
  const currentError = (checked && !current ? t('auth.required') : undefined) ?? (wrong ? t('profile.wrongPassword') : undefined)
  const nextError = (checked && next.length < MIN_PASSWORD ? t('auth.passwordHelp', { count: MIN_PASSWORD }) : undefined) ?? (wrong ? undefined : refused)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (current && next.length >= MIN_PASSWORD) change.mutate()
  }
  const edit = (set: (value: string) => void) => (event: React.ChangeEvent<HTMLInputElement>) => {
    set(event.target.value)
    change.reset()
  }
  return (
    <Block title={t('profile.password')} text={t('profile.passwordText')}>
      <form className={styles.form} onSubmit={submit} noValidate>
        <div className={styles.pair}>
          <FormField label={t('profile.currentPassword')} error={currentError}>
            {(control) => <Input.Password {...control} value={current} autoComplete="current-password" onChange={edit(setCurrent)} data-testid="password-current" />}
          </FormField>
          <FormField label={t('profile.newPassword')} help={t('auth.passwordHelp', { count: MIN_PASSWORD })} error={nextError}>
            {(control) => <Input.Password {...control} value={next} autoComplete="new-password" onChange={edit(setNext)} data-testid="password-new" />}
          </FormField>
        </div>
        <Button htmlType="submit" loading={change.isPending} disabled={!current && !next} data-testid="password-submit">
          {t('profile.changePassword')}
        </Button>
      </form>
    </Block>
  )
}
