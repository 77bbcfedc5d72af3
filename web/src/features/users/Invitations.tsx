import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, Modal, Select } from 'antd'
import { Mail } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { api, ApiError } from '@/api/client'
import { keys } from '@/api/keys'
import type { NewUserInvitation, Page, Role, UserInvitation } from '@/api/types'
import { errorText } from '@/components/errors'
import { isEmail } from '@/features/auth/rules'
import { Block, FormField, LoadState, Tag } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import { HandOver } from './HandOver'
import { roles } from './roles'
import styles from './UsersPage.module.css'

/** People who were invited and have not come yet. */
export function Invitations() {
  const t = useT()
  const client = useQueryClient()
  const { message } = App.useApp()
  const [inviting, setInviting] = useState(false)
  const query = useQuery({
    queryKey: keys.userInvitations,
    queryFn: ({ signal }) => api.get<Page<UserInvitation>>('/api/users/invitations', undefined, signal),
  })
  const revoke = useMutation({
    mutationFn: (id: string) => api.delete(`/api/users/invitations/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.userInvitations }),
    onError: (error) => void message.error(errorText(error, t)),
  })
  const date = new Intl.DateTimeFormat(currentLocale(), { dateStyle: 'medium' })
  return (
    <Block
      title={t('users.invitations')}
      text={t('users.invitationsText')}
      testId="invitations"
      action={
        <Button icon={<Mail size={16} strokeWidth={1.75} aria-hidden />} onClick={() => setInviting(true)} data-testid="user-invite">
          {t('users.invite')}
        </Button>
      }
    >
      <LoadState query={query} rows={1}>
        {({ items }) =>
          items.length ? (
            <ul className={styles.list}>
              {items.map((one) => (
                <li key={one.id} className={styles.invited} data-testid="invitation-row">
                  <div className={styles.who}>
                    <strong>
                      <span>{one.email}</span>
                      {new Date(one.expires_at) < new Date() && <Tag tone="warning">{t('users.expired')}</Tag>}
                    </strong>
                    <span>
                      {t(`common.roles.${one.role}`)} · {t('users.until', { date: date.format(new Date(one.expires_at)) })}
                    </span>
                  </div>
                  <Button type="text" danger loading={revoke.isPending && revoke.variables === one.id} onClick={() => revoke.mutate(one.id)} data-testid="invitation-revoke">
                    {t('users.takeBack')}
                  </Button>
                </li>
              ))}
            </ul>
          ) : (
            <p className={styles.none}>{t('users.noInvitations')}</p>
          )
        }
      </LoadState>
      {inviting && <Invite onClose={() => setInviting(false)} />}
    </Block>
  )
}

function Invite({ onClose }: { onClose: () => void }) {
  const t = useT()
  const client = useQueryClient()
  const [email, setEmail] = useState('')
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('user')
  const [checked, setChecked] = useState(false)
  const invite = useMutation({
    mutationFn: () => api.post<NewUserInvitation>('/api/users/invitations', { email: email.trim(), name: name.trim(), role }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.userInvitations }),
  })
  if (invite.data) return <HandOver title={t('users.invitedTitle')} to={email.trim()} link={invite.data} onClose={onClose} />
  const taken = invite.error instanceof ApiError && invite.error.status === 409 ? t('users.taken') : undefined
  const refused = invite.error && !taken ? errorText(invite.error, t) : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (isEmail(email)) invite.mutate()
  }
  return (
    <Modal open title={t('users.inviteTitle')} onCancel={onClose} footer={null} width={480} destroyOnHidden>
      <form onSubmit={submit} noValidate className={styles.form}>
        <FormField label={t('auth.email')} error={(checked && !isEmail(email) ? t('auth.emailInvalid') : undefined) ?? taken ?? refused}>
          {(control) => (
            <Input {...control} type="email" inputMode="email" autoFocus autoComplete="off" value={email} data-testid="invite-email" onChange={(event) => {
              setEmail(event.target.value)
              invite.reset()
            }} />
          )}
        </FormField>
        <FormField label={t('auth.name')} mark={t('auth.optional')}>
          {(control) => <Input {...control} value={name} autoComplete="off" onChange={(event) => setName(event.target.value)} />}
        </FormField>
        <FormField label={t('users.role')} help={t(`users.roles.${role}`)}>
          {(control) => <Select<Role> id={control.id} value={role} onChange={setRole} options={roles.map((one) => ({ value: one, label: t(`common.roles.${one}`) }))} />}
        </FormField>
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={invite.isPending} data-testid="invite-submit">
            {t('users.invite')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
