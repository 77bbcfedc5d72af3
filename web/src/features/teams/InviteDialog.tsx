import { Button, Input, Modal, Select } from 'antd'
import { type FormEvent, useState } from 'react'
import { api } from '@/api/client'
import type { Invitation, Team, TeamRole } from '@/api/types'
import { isEmail } from '@/features/auth/rules'
import { FormField } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './Teams.module.css'
import { rolesToGive } from './roles'
import { useChange } from './useChange'

/** Asks whom to invite, and as what. */
export function InviteDialog({ team, onClose }: { team: Team; onClose: () => void }) {
  const t = useT()
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<TeamRole>('member')
  const [checked, setChecked] = useState(false)
  const invite = useChange(
    () => api.post<Invitation>(`/api/teams/${team.id}/invitations`, { email: email.trim(), role }),
    () => t('teams.invited', { email: email.trim() }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (isEmail(email)) invite.mutate(undefined, { onSuccess: onClose })
  }
  return (
    <Modal open title={t('teams.inviteTitle', { team: team.name })} onCancel={onClose} footer={null} width={440} destroyOnHidden>
      <form onSubmit={submit} noValidate className={styles.form}>
        <FormField label={t('auth.email')} help={t('teams.inviteHelp')} error={checked && !isEmail(email) ? t('auth.emailInvalid') : undefined}>
          {(control) => <Input {...control} type="email" inputMode="email" autoFocus autoComplete="off" value={email} onChange={(event) => setEmail(event.target.value)} data-testid="invite-email" />}
        </FormField>
        <FormField label={t('teams.role')} help={t(`teams.roleHelp.${role}`)}>
          {(control) => (
            <Select<TeamRole> id={control.id} value={role} onChange={setRole} options={rolesToGive(team.role).map((one) => ({ value: one, label: t(`teams.roles.${one}`) }))} data-testid="invite-role" />
          )}
        </FormField>
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={invite.isPending} data-testid="invite-send">
            {t('teams.inviteSend')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
