import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import { may, useUser } from '@/api/session'
import type { Page, TeamRow } from '@/api/types'
import { LimitsDialog } from '@/features/limits'
import { Block, LoadState } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './UsersPage.module.css'

/** Every team on this server, and what each may use. */
export function Teams() {
  const t = useT()
  const mayManage = may(useUser(), 'users.manage')
  const [limiting, setLimiting] = useState<TeamRow>()
  const query = useQuery({
    queryKey: keys.adminTeams,
    queryFn: ({ signal }) => api.get<Page<TeamRow>>('/api/admin/teams', undefined, signal),
  })
  return (
    <Block title={t('users.teams')} text={t('users.teamsText')} testId="all-teams">
      <LoadState query={query} rows={1}>
        {({ items }) =>
          items.length ? (
            <ul className={styles.list}>
              {items.map((team) => (
                <li key={team.id} className={styles.invited} data-testid="all-teams-row">
                  <div className={styles.who}>
                    <strong>
                      <span>{team.name}</span>
                    </strong>
                    <span>{t('users.members', { count: team.members })}</span>
                  </div>
                  {mayManage && (
                    <Button type="text" onClick={() => setLimiting(team)} aria-label={t('limits.of', { name: team.name })} data-testid="team-limits">
                      {t('limits.button')}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          ) : (
            <p className={styles.none}>{t('users.noTeams')}</p>
          )
        }
      </LoadState>
      {limiting && <LimitsDialog subject={limiting.id} name={limiting.name} onClose={() => setLimiting(undefined)} />}
    </Block>
  )
}
