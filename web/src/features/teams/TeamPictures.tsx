import { useQuery } from '@tanstack/react-query'
import { Switch } from 'antd'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { TeamDetail } from '@/api/types'
import { Block } from '@/features/settings/ui'
import { useT } from '@/i18n'
import { manages } from './roles'
import styles from './Teams.module.css'
import { useChange } from './useChange'

/** Whether a picture that one member had painted is shown again to another who asks for the very same. */
export function TeamPictures({ detail: { team } }: { detail: TeamDetail }) {
  const t = useT()
  const path = `/api/teams/${team.id}/pictures`
  const { data } = useQuery({ queryKey: keys.teamPictures(team.id), queryFn: ({ signal }) => api.get<{ share_same: boolean }>(path, undefined, signal) })
  const choose = useChange((share_same: boolean) => api.put(path, { share_same }))
  return (
    <Block title={t('teams.pictures')} text={t('teams.picturesText')} testId="team-pictures">
      <div className={styles.row}>
        <div className={styles.who}>
          <strong>{t('teams.shareSame')}</strong>
          <span>{t('teams.shareSameText')}</span>
        </div>
        <Switch checked={data?.share_same ?? false} disabled={!data || !manages(team.role)} loading={choose.isPending} onChange={(on) => choose.mutate(on)} aria-label={t('teams.shareSame')} data-testid="team-share-same" />
      </div>
    </Block>
  )
}
