import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Select } from 'antd'
import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import { may, useUser } from '@/api/session'
import type { Page, Role, User } from '@/api/types'
import { announce } from '@/components/Announcer'
import { errorText } from '@/components/errors'
import { PersonFace } from '@/components/PersonFace'
import { LimitsDialog } from '@/features/limits'
import { Block, LoadState, Tag } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import { AddUser } from './AddUser'
import { Invitations } from './Invitations'
import { roles } from './roles'
import { Teams } from './Teams'
import { UserMenu } from './UserMenu'
import styles from './UsersPage.module.css'

/** `/settings/users`: who may use this server, and as what. */
export function UsersPage() {
  const t = useT()
  const client = useQueryClient()
  const { message, modal } = App.useApp()
  const [adding, setAdding] = useState(false)
  const [limiting, setLimiting] = useState<User>()
  const mayManage = may(useUser(), 'users.manage')
  const query = useQuery({
    queryKey: keys.users,
    queryFn: ({ signal }) => api.get<Page<User>>('/api/users', undefined, signal),
  })
  const change = useMutation({
    mutationFn: ({ id, ...body }: { id: string; role?: Role; disabled?: boolean }) => api.patch<User>(`/api/users/${id}`, body),
    onSuccess: (user) => {
      client.setQueryData<Page<User>>(keys.users, (old) => old && { ...old, items: old.items.map((one) => (one.id === user.id ? user : one)) })
      announce(t('common.saved'))
    },
    onError: (error) => void message.error(errorText(error, t)),
  })
  const disable = (user: User) => {
    if (user.disabled) return change.mutate({ id: user.id, disabled: false })
    modal.confirm({
      title: t('users.disableTitle', { name: user.name || user.email }),
      content: t('users.disableText'),
      okText: t('users.disable'),
      okButtonProps: { danger: true, ...{ 'data-testid': 'confirm-disable' } },
      cancelText: t('common.cancel'),
      icon: null,
      centered: true,
      onOk: () => change.mutateAsync({ id: user.id, disabled: true }).catch(() => undefined),
    })
  }
  return (
    <div data-testid="users">
      <Block
        title={t('users.title')}
        text={t('users.text')}
        action={
          mayManage && (
            <Button type="primary" icon={<UserPlus size={16} strokeWidth={1.75} aria-hidden />} onClick={() => setAdding(true)} data-testid="user-add">
              {t('users.add')}
            </Button>
          )
        }
      >
        <LoadState query={query}>
          {({ items }) => (
            <ul className={styles.list}>
              {items.map((user) => (
                <UserRow
                  key={user.id}
                  user={user}
                  mayManage={mayManage}
                  busy={change.isPending && change.variables.id === user.id}
                  onRole={(role) => change.mutate({ id: user.id, role })}
                  onDisable={() => disable(user)}
                  onLimits={() => setLimiting(user)}
                />
              ))}
            </ul>
          )}
        </LoadState>
      </Block>
      {mayManage && <Invitations />}
      <Teams />
      <Block title={t('users.rolesTitle')}>
        <dl className={styles.roles}>
          {roles.map((role) => (
            <div key={role}>
              <dt>{t(`common.roles.${role}`)}</dt>
              <dd>{t(`users.roles.${role}`)}</dd>
            </div>
          ))}
        </dl>
      </Block>
      {limiting && <LimitsDialog subject={limiting.id} name={limiting.name || limiting.email} onClose={() => setLimiting(undefined)} />}
      {adding && <AddUser onClose={() => setAdding(false)} />}
    </div>
  )
}

interface RowProps {
  user: User
  /** whether roles and accounts can be changed; who cannot sees them */
  mayManage: boolean
  busy: boolean
  onRole: (role: Role) => void
  onDisable: () => void
  onLimits: () => void
}

function UserRow({ user, mayManage, busy, onRole, onDisable, onLimits }: RowProps) {
  const t = useT()
  const viewer = useUser()
  const me = viewer.id === user.id
  const mayRead = may(viewer, 'content.read')
  const name = user.name || user.email
  const since = new Intl.DateTimeFormat(currentLocale(), { dateStyle: 'medium' }).format(new Date(user.created_at))
  return (
    <li className={styles.row} data-disabled={user.disabled || undefined} data-testid="user-row">
      <span className={styles.avatar} aria-hidden>
        <PersonFace person={user} />
      </span>
      <div className={styles.who}>
        <strong>
          <span>{name}</span>
          {me && <Tag>{t('users.you')}</Tag>}
          {user.disabled && <Tag tone="warning">{t('users.disabled')}</Tag>}
        </strong>
        <span>
          {user.name ? `${user.email} · ` : ''}
          {t('users.since', { date: since })}
        </span>
      </div>
      <Select<Role>
        value={user.role}
        onChange={onRole}
        disabled={busy || me || !mayManage}
        options={roles.map((role) => ({ value: role, label: t(`common.roles.${role}`) }))}
        className={styles.role!}
        aria-label={t('users.roleOf', { name })}
        title={me ? t('users.notYourself') : undefined}
        data-testid="user-role"
      />
      {mayManage && (
        <Button type="text" onClick={onLimits} className={styles.limits!} aria-label={t('limits.of', { name })} data-testid="user-limits">
          {t('limits.button')}
        </Button>
      )}
      {mayManage && (
        <Button type="text" danger={!user.disabled} disabled={me} loading={busy} onClick={onDisable} className={styles.disable!} title={me ? t('users.notYourself') : undefined} data-testid="user-disable">
          {user.disabled ? t('users.enable') : t('users.disable')}
        </Button>
      )}
      {(mayManage || mayRead) && !me && <UserMenu user={user} className={styles.menu!} />}
    </li>
  )
}
