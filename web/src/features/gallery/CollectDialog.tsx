import { App, Button, Input, Modal } from 'antd'
import { FolderPlus } from 'lucide-react'
import { useState } from 'react'
import { announce } from '@/components/Announcer'
import { errorText } from '@/components/errors'
import { useT } from '@/i18n'
import styles from './CollectDialog.module.css'
import { useCollectionChanges, useCollections } from './useCollections'

interface Props {
  /** pictures to be put in; null: closed */
  ids: string[] | null
  onClose: () => void
}

const MAX_NAME = 120

/** Puts pictures into a collection that is there, or into a new one. */
export function CollectDialog({ ids, onClose }: Props) {
  const t = useT()
  const { message } = App.useApp()
  const collections = useCollections()
  const { create, add } = useCollectionChanges()
  const [name, setName] = useState('')

  const done = (into: string) => {
    announce(t('gallery.collected', { count: ids?.length ?? 0, name: into }))
    setName('')
    onClose()
  }
  const onError = (error: Error) => void message.error(errorText(error, t))
  const onCreate = () => {
    if (!ids || !name.trim()) return
    create.mutate({ name: name.trim(), ids }, { onSuccess: (made) => done(made.name), onError })
  }
  return (
    <Modal open={ids !== null} onCancel={onClose} footer={null} title={t('gallery.collect')} centered destroyOnHidden width={420}>
      <form
        className={styles.fresh}
        onSubmit={(event) => {
          event.preventDefault()
          onCreate()
        }}
      >
        <Input value={name} maxLength={MAX_NAME} placeholder={t('gallery.newCollection')} aria-label={t('gallery.newCollection')} onChange={(event) => setName(event.target.value)} data-testid="collection-name" />
        <Button type="primary" htmlType="submit" disabled={!name.trim()} loading={create.isPending} data-testid="collection-create">
          {t('gallery.createCollection')}
        </Button>
      </form>
      <ul className={styles.list}>
        {(collections.data?.items ?? []).filter(({ own }) => own).map((collection) => (
          <li key={collection.id}>
            <button
              type="button"
              disabled={add.isPending}
              onClick={() => ids && add.mutate({ id: collection.id, ids }, { onSuccess: () => done(collection.name), onError })}
              data-testid="collection-choice"
            >
              {collection.covers[0] ? <img src={`/api/pictures/${collection.covers[0]}/file?size=thumb`} alt="" width={36} height={36} /> : <FolderPlus size={20} strokeWidth={1.5} aria-hidden />}
              <span className={styles.name}>{collection.name}</span>
              <span className={styles.count}>{t('gallery.count', { count: collection.count })}</span>
            </button>
          </li>
        ))}
      </ul>
    </Modal>
  )
}
