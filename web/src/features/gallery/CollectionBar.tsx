import { App, Input, Modal } from 'antd'
import { Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { errorText } from '@/components/errors'
import { IconButton } from '@/components/IconButton'
import { useTeams } from '@/features/teams/useTeams'
import { useT } from '@/i18n'
import styles from './CollectionBar.module.css'
import { ShareMenu } from './ShareMenu'
import { useCollectionChanges, useCollections } from './useCollections'

/** Over the pictures of a collection: its name, and what can be done with it as a whole. */
export function CollectionBar({ id, onGone }: { id: string; onGone: () => void }) {
  const t = useT()
  const { message, modal } = App.useApp()
  const { rename, remove } = useCollectionChanges()
  const collection = useCollections().data?.items.find((one) => one.id === id)
  const [name, setName] = useState<string | null>(null)
  const teams = useTeams().data?.items ?? []
  if (!collection) return null
  const named = teams.filter((team) => collection.teams.includes(team.id)).map((team) => team.name).join(t('pictures.comma'))
  const onError = (error: Error) => void message.error(errorText(error, t))
  const save = () => {
    if (name?.trim()) rename.mutate({ id, name: name.trim() }, { onSuccess: () => setName(null), onError })
  }
  const onRemove = () =>
    modal.confirm({
      title: `${t('gallery.deleteCollection')}: ${collection.name}`,
      content: t('gallery.deleteCollectionText'),
      okText: t('common.delete'),
      okButtonProps: { danger: true, ...{ 'data-testid': 'collection-delete-confirm' } },
      cancelText: t('common.cancel'),
      icon: null,
      centered: true,
      onOk: async () => {
        onGone()
        await remove.mutateAsync(id).catch(onError)
      },
    })
  return (
    <div className={styles.bar} data-testid="collection-bar">
      <h2>{collection.name}</h2>
      <span>{t('gallery.count', { count: collection.count })}</span>
      {named && <span className={styles.shared} data-testid="collection-shared">{t(collection.own ? 'gallery.sharedWith' : 'gallery.sharedBy', { teams: named })}</span>}
      {collection.own && <ShareMenu collection={collection} />}
      {collection.own && <IconButton icon={Pencil} label={t('gallery.renameCollection')} onClick={() => setName(collection.name)} data-testid="collection-rename" />}
      {collection.own && <IconButton icon={Trash2} label={t('gallery.deleteCollection')} onClick={onRemove} data-testid="collection-delete" />}
      <Modal open={name !== null} onCancel={() => setName(null)} onOk={save} okText={t('common.save')} cancelText={t('common.cancel')} okButtonProps={{ disabled: !name?.trim(), loading: rename.isPending }} title={t('gallery.renameCollection')} centered destroyOnHidden width={420}>
        <Input value={name ?? ''} maxLength={120} aria-label={t('gallery.newCollection')} onChange={(event) => setName(event.target.value)} onPressEnter={save} />
      </Modal>
    </div>
  )
}
