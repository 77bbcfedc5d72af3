import { Button } from 'antd'
import { api } from '@/api/client'
import type { TeamDetail } from '@/api/types'
import { Block, LoadState, Tag } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './Teams.module.css'
import { useChange, useConfirm } from './useChange'
import { useTeamKeys } from './useTeams'

/** Everybody's keys of a team, for who manages it. */
export function TeamKeys({ detail }: { detail: TeamDetail }) {
  const t = useT()
  const confirm = useConfirm()
  const query = useTeamKeys(detail.team.id)
  const revoke = useChange((id: string) => api.delete(`/api/keys/${id}`))
  const projects = new Map(detail.projects.map((project) => [project.id, project.name]))
  return (
    <Block title={t('teams.keys')} text={t('teams.keysText')} testId="team-keys">
      <LoadState query={query} rows={1}>
        {({ items }) =>
          items.length ? (
            <ul className={styles.list}>
              {items.map(({ key, user_name, user_email }) => (
                <li key={key.id} className={styles.row} data-testid="team-key-row">
                  <div className={styles.who}>
                    <strong>{key.name}</strong>
                    <span>
                      <code>{key.prefix}…</code> · {user_name || user_email}
                    </span>
                  </div>
                  {key.project_id && projects.has(key.project_id) ? <Tag>{projects.get(key.project_id)}</Tag> : <span />}
                  <Button
                    type="text"
                    danger
                    aria-label={t('keys.revokeOne', { name: key.name })}
                    onClick={() =>
                      confirm({ title: t('keys.revokeTitle', { name: key.name }), text: t('keys.revokeText'), ok: t('keys.revoke'), testId: 'confirm-team-key' }, () => revoke.mutateAsync(key.id))
                    }
                  >
                    {t('keys.revoke')}
                  </Button>
                </li>
              ))}
            </ul>
          ) : (
            <p className={styles.nothing}>{t('teams.noKeys')}</p>
          )
        }
      </LoadState>
    </Block>
  )
}
