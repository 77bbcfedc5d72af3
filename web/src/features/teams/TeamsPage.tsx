import { Button } from 'antd'
import { ChevronRight, Plus, UsersRound } from 'lucide-react'
import { useState } from 'react'
import { api } from '@/api/client'
import type { Invitation, Team } from '@/api/types'
import { EmptyState } from '@/components/EmptyState'
import { Invoices } from '@/features/billing/Invoices'
import { Plan } from '@/features/billing/Plan'
import { Block, LoadState, Tag } from '@/features/settings/ui'
import { useT } from '@/i18n'
import { Members } from './Members'
import { NameDialog } from './NameDialog'
import { Projects } from './Projects'
import { manages } from './roles'
import { TeamKeys } from './TeamKeys'
import { TeamPictures } from './TeamPictures'
import styles from './Teams.module.css'
import { useChange, useConfirm } from './useChange'
import { useInvitations, useTeam, useTeams } from './useTeams'

/** `/settings/teams`: teams that share usage and costs, their members, projects and keys. */
export function TeamsPage() {
  const t = useT()
  const [creating, setCreating] = useState(false)
  const [chosen, setChosen] = useState<string>()
  const query = useTeams()
  const create = useChange(
    async (name: string) => setChosen((await api.post<Team>('/api/teams', { name })).id),
    () => t('teams.created'),
  )
  const teams = query.data?.items ?? []
  const open = teams.find((team) => team.id === chosen) ?? teams[0]
  return (
    <div data-testid="teams">
      <Invitations />
      <Block
        title={t('teams.title')}
        text={t('teams.text')}
        action={
          <Button type="primary" icon={<Plus size={16} strokeWidth={2} aria-hidden />} onClick={() => setCreating(true)} data-testid="team-create">
            {t('teams.create')}
          </Button>
        }
      >
        <LoadState query={query} rows={1}>
          {({ items }) =>
            items.length ? (
              <ul className={styles.list}>
                {items.map((team) => (
                  <li key={team.id}>
                    <button type="button" className={styles.team} aria-current={team.id === open?.id || undefined} aria-label={t('teams.open', { name: team.name })} onClick={() => setChosen(team.id)} data-testid="team-row">
                      <strong>{team.name}</strong>
                      <Tag>{t(`teams.roles.${team.role}`)}</Tag>
                      <ChevronRight size={16} strokeWidth={1.75} aria-hidden />
                    </button>
                  </li>
                ))}
              </ul>
            ) : (
              <EmptyState picture={<UsersRound size={36} strokeWidth={1.25} aria-hidden />} title={t('teams.emptyTitle')} text={t('teams.emptyText')} />
            )
          }
        </LoadState>
      </Block>
      {open && <Open key={open.id} team={open} />}
      {creating && (
        <NameDialog title={t('teams.createTitle')} placeholder={t('teams.namePlaceholder')} ok={t('teams.create')} onSave={create.mutateAsync} onClose={() => setCreating(false)} />
      )}
    </div>
  )
}

function Open({ team }: { team: Team }) {
  const t = useT()
  const confirm = useConfirm()
  const [renaming, setRenaming] = useState(false)
  const query = useTeam(team.id)
  const rename = useChange((name: string) => api.patch(`/api/teams/${team.id}`, { name }))
  const remove = useChange(
    () => api.delete(`/api/teams/${team.id}`),
    () => t('teams.deleted'),
  )
  return (
    <LoadState query={query}>
      {(detail) => (
        <>
          <Members detail={detail} />
          <Projects detail={detail} />
          <TeamPictures detail={detail} />
          {manages(team.role) && <TeamKeys detail={detail} />}
          {manages(team.role) && <Plan team={team.id} />}
          {manages(team.role) && <Invoices team={team.id} />}
          {manages(team.role) && (
            <div className={styles.foot}>
              <Button onClick={() => setRenaming(true)} data-testid="team-rename">
                {t('teams.rename')}
              </Button>
              {team.role === 'owner' && (
                <Button
                  danger
                  onClick={() =>
                    confirm({ title: t('teams.deleteTitle', { name: team.name }), text: t('teams.deleteText'), ok: t('teams.delete'), testId: 'confirm-team' }, () => remove.mutateAsync(undefined))
                  }
                  data-testid="team-delete"
                >
                  {t('teams.delete')}
                </Button>
              )}
            </div>
          )}
          {renaming && <NameDialog title={t('teams.renameTitle')} initial={team.name} ok={t('common.save')} onSave={rename.mutateAsync} onClose={() => setRenaming(false)} />}
        </>
      )}
    </LoadState>
  )
}

function Invitations() {
  const t = useT()
  const items = useInvitations().data?.items ?? []
  if (!items.length) return null
  return (
    <Block title={t('teams.invitedTitle')} testId="invitations">
      <ul className={styles.list}>
        {items.map((invitation) => (
          <InvitationRow key={invitation.id} invitation={invitation} />
        ))}
      </ul>
    </Block>
  )
}

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const t = useT()
  const path = `/api/invitations/${invitation.id}`
  const accept = useChange(
    () => api.post(`${path}/accept`),
    () => t('teams.joined', { team: invitation.team_name }),
  )
  const decline = useChange(() => api.delete(path))
  return (
    <li className={styles.row} data-testid="invitation-row">
      <div className={styles.who}>
        <strong>{t('teams.invitedTo', { team: invitation.team_name, role: t(`teams.roles.${invitation.role}`) })}</strong>
      </div>
      <Button type="primary" onClick={() => accept.mutate(undefined)} loading={accept.isPending} data-testid="invitation-accept">
        {t('teams.accept')}
      </Button>
      <Button type="text" onClick={() => decline.mutate(undefined)} loading={decline.isPending} data-testid="invitation-decline">
        {t('teams.decline')}
      </Button>
    </li>
  )
}
