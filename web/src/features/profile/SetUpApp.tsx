import { useMutation } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { type FormEvent, useEffect, useState } from 'react'
import { api, ApiError } from '@/api/client'
import type { TotpSetup } from '@/api/types'
import { errorText } from '@/components/errors'
import { CodeBox, FormField } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './Profile.module.css'

interface Props {
  /** whoever signs in with a provider only has none to give */
  asksPassword: boolean
  onClose: () => void
  onDone: (recoveryCodes: string[]) => void
}

/** The password, then a picture to scan, then the first code. */
export function SetUpApp({ asksPassword, onClose, onDone }: Props) {
  const t = useT()
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const begin = useMutation({ mutationFn: () => api.post<TotpSetup>('/api/me/totp', { password }) })
  const confirm = useMutation({
    mutationFn: () => api.post<{ recovery_codes: string[] }>('/api/me/totp/confirm', { code: code.trim() }),
    onSuccess: ({ recovery_codes }) => onDone(recovery_codes),
  })
  const { mutate } = begin
  useEffect(() => {
    if (!asksPassword) mutate()
  }, [asksPassword, mutate])
  const setup = begin.data
  const wrong = begin.error instanceof ApiError && begin.error.code === 'wrong_password' ? t('profile.wrongPassword') : begin.error ? errorText(begin.error, t) : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!setup) begin.mutate()
    else if (code.trim()) confirm.mutate()
  }
  return (
    <Modal open title={t('profile.secondSetUp')} onCancel={onClose} footer={null} width={440} destroyOnHidden>
      <form onSubmit={submit} className={styles.dialog} noValidate>
        {setup ? (
          <>
            <p>{t('profile.scan')}</p>
            <img className={styles.qr} src={setup.qr} width={205} height={205} alt={t('profile.scanAlt')} data-testid="totp-qr" />
            <p>{t('profile.typeSecret')}</p>
            <CodeBox single text={setup.secret} label={t('profile.secret')} testId="totp-secret" />
            <FormField label={t('profile.firstCode')} error={confirm.error ? errorText(confirm.error, t) : undefined}>
              {(control) => (
                <Input
                  {...control}
                  inputMode="numeric"
                  autoComplete="one-time-code"
                  autoFocus
                  maxLength={12}
                  value={code}
                  data-testid="totp-code"
                  onChange={(event) => {
                    setCode(event.target.value)
                    confirm.reset()
                  }}
                />
              )}
            </FormField>
          </>
        ) : (
          <FormField label={t('profile.currentPassword')} help={t('profile.whyPassword')} error={wrong}>
            {(control) => (
              <Input.Password
                {...control}
                autoFocus
                autoComplete="current-password"
                value={password}
                data-testid="totp-password"
                onChange={(event) => {
                  setPassword(event.target.value)
                  begin.reset()
                }}
              />
            )}
          </FormField>
        )}
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" disabled={setup ? !code.trim() : asksPassword && !password} loading={begin.isPending || confirm.isPending} data-testid="totp-next">
            {t(setup ? 'profile.secondTurnOn' : 'profile.next')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
