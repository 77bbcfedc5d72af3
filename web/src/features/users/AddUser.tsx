import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal, Select } from 'antd'
import { Dices } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { api, ApiError } from '@/api/client'
import { keys } from '@/api/keys'
import type { Role, User } from '@/api/types'
import { errorText } from '@/components/errors'
import { isEmail, MIN_PASSWORD } from '@/features/auth/rules'
import { CodeBox, FormField } from '@/features/settings/ui'
import { useT } from '@/i18n'
import { makePassword, secureDraw } from './password'
import { roles } from './roles'
import styles from './UsersPage.module.css'

/** Makes an account and shows what to hand over to its owner. */
export function AddUser({ onClose }: { onClose: () => void }) {
  const t = useT()
  const client = useQueryClient()
  const [email, setEmail] = useState('')
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('user')
  const [password, setPassword] = useState(() => makePassword(secureDraw))
  const [checked, setChecked] = useState(false)
  const add = useMutation({
    mutationFn: () => api.post<User>('/api/users', { email: email.trim(), name: name.trim(), password, role }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.users }),
  })
  const taken = add.error instanceof ApiError && add.error.status === 409 ? t('users.taken') : undefined
  const refused = add.error && !taken ? errorText(add.error, t) : undefined
  const emailError = (checked && !isEmail(email) ? t('auth.emailInvalid') : undefined) ?? taken
  const passwordError = (checked && password.length < MIN_PASSWORD ? t('auth.passwordHelp', { count: MIN_PASSWORD }) : undefined) ?? refused
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (isEmail(email) && password.length >= MIN_PASSWORD) add.mutate()
  }
  return (
    <Modal open title={add.isSuccess ? t('users.addedTitle') : t('users.addTitle')} onCancel={onClose} footer={null} width={480} destroyOnHidden>
      {add.isSuccess ? (
        <div className={styles.added}>
          <p>{t('users.addedText')}</p>
          <CodeBox single label={t('users.addedTitle')} text={`${window.location.origin}\n${email.trim()}\n${password}`} testId="user-handover" />
          <Button type="primary" onClick={onClose} data-testid="user-done">
            {t('common.close')}
          </Button>
        </div>
      ) : (
        <form onSubmit={submit} noValidate className={styles.form}>
          <FormField label={t('auth.email')} error={emailError}>
            {(control) => (
              <Input {...control} type="email" inputMode="email" autoFocus autoComplete="off" value={email} data-testid="user-email" onChange={(event) => {
                setEmail(event.target.value)
                add.reset()
              }} />
            )}
          </FormField>
          <FormField label={t('auth.name')} mark={t('auth.optional')}>
            {(control) => <Input {...control} value={name} autoComplete="off" onChange={(event) => setName(event.target.value)} data-testid="user-name" />}
          </FormField>
          <FormField label={t('users.role')} help={t(`users.roles.${role}`)}>
            {(control) => (
              <Select<Role>
                id={control.id}
                value={role}
                onChange={setRole}
                options={roles.map((one) => ({ value: one, label: t(`common.roles.${one}`) }))}
                data-testid="user-new-role"
              />
            )}
          </FormField>
          <FormField label={t('users.firstPassword')} help={t('users.firstPasswordHelp')} error={passwordError}>
            {(control) => (
              <div className={styles.inline}>
                <Input {...control} className={styles.mono!} value={password} autoComplete="off" spellCheck={false} onChange={(event) => setPassword(event.target.value)} data-testid="user-password" />
                <Button icon={<Dices size={17} strokeWidth={1.75} aria-hidden />} aria-label={t('users.another')} title={t('users.another')} onClick={() => setPassword(makePassword(secureDraw))} />
              </div>
            )}
          </FormField>
          <div className={styles.buttons}>
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="primary" htmlType="submit" loading={add.isPending} data-testid="user-submit">
              {t('users.add')}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  )
}
