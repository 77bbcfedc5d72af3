import { App, Dropdown } from 'antd'
import { Check, UsersRound } from 'lucide-react'
import { errorText } from '@/components/errors'
import { IconButton } from '@/components/IconButton'
import { useTeams } from '@/features/teams/useTeams'
import { useT } from '@/i18n'
import { type Collection, useCollectionChanges } from './useCollections'

/** Which teams see a collection; its owner puts them on and off. */
export function ShareMenu({ collection }: { collection: Collection }) {
  const t = useT()
  const { message } = App.useApp()
  const teams = useTeams().data?.items ?? []
  const { share } = useCollectionChanges()
  if (!teams.length) return null
  const items = teams.map(({ id, name }) => {
    const on = collection.teams.includes(id)
    return {
      key: id,
      label: t(on ? 'gallery.stopSharing' : 'gallery.shareWith', { team: name }),
      icon: on ? <Check size={16} strokeWidth={1.75} aria-hidden /> : <UsersRound size={16} strokeWidth={1.75} aria-hidden />,
      onClick: () => share.mutate({ id: collection.id, team: id, on: !on }, { onError: (error) => void message.error(errorText(error, t)) }),
    }
  })
  return (
    <Dropdown trigger={['click']} menu={{ items }} autoFocus>
      <span>
        <IconButton icon={UsersRound} label={t('gallery.share')} active={collection.teams.length > 0} data-testid="collection-share" />
      </span>
    </Dropdown>
  )
}
