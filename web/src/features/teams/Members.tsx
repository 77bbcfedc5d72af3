import { Button, Progress, Select } from 'antd'
import { Gauge, UserPlus } from 'lucide-react'
import { useState } from 'react'
import { api } from '@/api/client'
import { useUser } from '@/api/session'
import type { Invitation, Team, TeamDetail, TeamMember, TeamRole } from '@/api/types'
import { IconButton } from '@/components/IconButton'
import { money } from '@/components/money'
import { Block, Tag } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import { CapDialog } from './CapDialog'
import { InviteDialog } from './InviteDialog'
import { manages, rolesToGive } from './roles'
import styles from './Teams.module.css'
import { useChange, useConfirm } from './useChange'
import { useTeamWallet } from './useTeams'

/** Who is in a team and who is invited. */
export function Members({ detail }: { detail: TeamDetail }) {
  const t = useT()
  const [inviting, setInviting] = useState(false)
  const { team, members, invitations } = detail
  return (
    <Block
      title={t('teams.members', { team: team.name })}
      text={t('teams.membersText')}
      testId="team-members"
      action={
        manages(team.role) && (
          <Button icon={<UserPlus size={16} strokeWidth={1.75} aria-hidden />} onClick={() => setInviting(true)} data-testid="team-invite">
            {t('teams.invite')}
          </Button>
        )
      }
    >
      <ul className={styles.list}>
        {members.map((member) => (
          <MemberRow key={member.user_id} team={team} member={member} />
        ))}
        {invitations.map((invitation) => (
          <InvitedRow key={invitation.id} invitation={invitation} />
        ))}
      </ul>
      {inviting && <InviteDialog team={team} onClose={() => setInviting(false)} />}
    </Block>
  )
}

function MemberRow({ team, member }: { team: Team; member: TeamMember }) {
  const t = useT()
  const confirm = useConfirm()
  const me = useUser().id === member.user_id
  const name = member.name || member.email
  const path = `/api/teams/${team.id}/members/${member.user_id}`
  const change = useChange((role: TeamRole) => api.patch(path, { role }))
  const remove = useChange(() => api.delete(path))
  const given = rolesToGive(team.role)
  const mayChange = given.includes(member.role)
  const [capping, setCapping] = useState(false)
  const ask = () =>
    confirm(
      me
        ? { title: t('teams.leaveTitle', { team: team.name }), text: t('teams.leaveText'), ok: t('teams.leave'), testId: 'confirm-leave' }
        : { title: t('teams.removeTitle', { name }), text: t('teams.removeText'), ok: t('teams.remove'), testId: 'confirm-remove' },
      () => remove.mutateAsync(undefined),
    )
  return (
    <li className={styles.row} data-testid="member-row">
      <div className={styles.who}>
        <strong>{name}</strong>
        {member.name && <span>{member.email}</span>}
        <Spending team={team} member={member} />
      </div>
      {mayChange && given.length > 1 ? (
        <Select<TeamRole>
          value={member.role}
          onChange={(role) => change.mutate(role)}
          disabled={change.isPending}
          options={given.map((role) => ({ value: role, label: t(`teams.roles.${role}`) }))}
          className={styles.role!}
          aria-label={t('teams.roleOf', { name })}
          data-testid="member-role"
        />
      ) : (
        <Tag>{t(`teams.roles.${member.role}`)}</Tag>
      )}
      <div className={styles.acts}>
        {mayChange && <IconButton icon={Gauge} label={t('teams.capOf', { name })} onClick={() => setCapping(true)} data-testid="member-cap" />}
        {(me || mayChange) && (
          <Button type="text" danger onClick={ask} data-testid="member-remove">
            {me ? t('teams.leave') : t('teams.remove')}
          </Button>
        )}
      </div>
      {capping && <CapDialog team={team} member={member} onClose={() => setCapping(false)} />}
    </li>
  )
}

/** What a member spent of the team's wallet, and of which cap. */
function Spending({ team, member }: { team: Team; member: TeamMember }) {
  const t = useT()
  const currency = useTeamWallet(team.id).data?.available.currency
  const { cap, spent_micros: micros } = member
  if (micros === null || currency === undefined) return null
  const spent = money(micros, currency, currentLocale())
  if (!cap) return micros ? <span data-testid="member-spent">{t('teams.spent', { spent })}</span> : null
  const said = t(`teams.spentOf.${cap.spend_period}`, { spent, cap: money(cap.spend_micros, currency, currentLocale()) })
  return (
    <span className={styles.spent} data-testid="member-spent">
      {said}
      <Progress percent={Math.min(100, Math.round((micros / cap.spend_micros) * 100))} showInfo={false} size="small" status={micros >= cap.spend_micros ? 'exception' : 'normal'} aria-label={said} />
    </span>
  )
}

function InvitedRow({ invitation }: { invitation: Invitation }) {
  const t = useT()
  const withdraw = useChange(() => api.delete(`/api/teams/${invitation.team_id}/invitations/${invitation.id}`))
  const date = new Intl.DateTimeFormat(currentLocale(), { dateStyle: 'medium' }).format(new Date(invitation.expires_at))
  return (
    <li className={styles.row} data-testid="invited-row">
      <div className={styles.who}>
        <strong>{invitation.email}</strong>
        <span>
          {t(`teams.roles.${invitation.role}`)} · {t('teams.until', { date })}
        </span>
      </div>
      <Tag tone="info">{t('teams.waiting')}</Tag>
      <Button type="text" onClick={() => withdraw.mutate(undefined)} loading={withdraw.isPending} data-testid="invitation-withdraw">
        {t('teams.withdraw')}
      </Button>
    </li>
  )
}
