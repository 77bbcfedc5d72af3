import { useMutation } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { type FormEvent, useState } from 'react'
import { api, ApiError } from '@/api/client'
import { useLeave, useUser } from '@/api/session'
import { errorText } from '@/components/errors'
import { FormField } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './YourData.module.css'

/** Asks for one's address, typed, and the password; then the account is gone and the page signed out. */
export function DeleteEverything({ onClose }: { onClose: () => void }) {
  const t = useT()
  const user = useUser()
  const leave = useLeave()
  const [typed, setTyped] = useState('')
  const [password, setPassword] = useState('')
  const remove = useMutation({
    mutationFn: () => api.delete('/api/me', undefined, { confirm: typed.trim(), password }),
    onSuccess: leave,
  })
  const confirmed = typed.trim().toLowerCase() === user.email.toLowerCase()
  const wrong = remove.error instanceof ApiError && remove.error.code === 'wrong_password'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (confirmed) remove.mutate()
  }
  return (
    <Modal open title={t('profile.data.confirmTitle')} onCancel={onClose} footer={null} width={480} destroyOnHidden>
      <form onSubmit={submit} noValidate>
        <p className={styles.warning}>{t('profile.data.confirmText')}</p>
        <FormField label={t('profile.data.confirmLabel', { email: user.email })}>
          {(control) => <Input {...control} value={typed} autoComplete="off" spellCheck={false} onChange={(event) => setTyped(event.target.value)} data-testid="delete-confirm" />}
        </FormField>
        <FormField label={t('profile.data.passwordLabel')} error={wrong ? t('profile.wrongPassword') : remove.error ? errorText(remove.error, t) : undefined}>
          {(control) => (
            <Input.Password {...control} value={password} autoComplete="current-password" data-testid="delete-password" onChange={(event) => {
              setPassword(event.target.value)
              remove.reset()
            }} />
          )}
        </FormField>
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" danger htmlType="submit" disabled={!confirmed} loading={remove.isPending} data-testid="delete-submit">
            {t('profile.data.confirm')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
