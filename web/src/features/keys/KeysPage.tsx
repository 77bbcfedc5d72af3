import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { KeyRound, Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import { api } from '@/api/client'
import { type Command, useCommands } from '@/app/commands'
import { keys } from '@/api/keys'
import type { ApiKey, Page } from '@/api/types'
import { announce } from '@/components/Announcer'
import { EmptyState } from '@/components/EmptyState'
import { errorText } from '@/components/errors'
import { Block, LoadState } from '@/features/settings/ui'
import { useT } from '@/i18n'
import { KeyForm } from './KeyForm'
import { KeyRow } from './KeyRow'
import styles from './KeysPage.module.css'
import { RotateKey } from './RotateKey'
import { Snippets } from './Snippets'

/** `/settings/keys`: keys with which programs speak as this person. */
export function KeysPage() {
  const t = useT()
  const client = useQueryClient()
  const { modal, message } = App.useApp()
  const [creating, setCreating] = useState(false)
  const [editing, setEditing] = useState<ApiKey>()
  const [rotating, setRotating] = useState<ApiKey>()
  const query = useQuery({
    queryKey: keys.apiKeys,
    queryFn: ({ signal }) => api.get<Page<ApiKey>>('/api/keys', undefined, signal),
  })
  const commands = useMemo<Command[]>(
    () => [{ id: 'keys.create', title: t('keys.createTitle'), group: t('settings.names.keys'), icon: KeyRound, run: () => setCreating(true) }],
    [t],
  )
  useCommands('keys', commands)
  const revoke = useMutation({
    mutationFn: (id: string) => api.delete(`/api/keys/${id}`),
    onSuccess: (_answer, id) => {
      client.setQueryData<Page<ApiKey>>(keys.apiKeys, (old) => old && { ...old, items: old.items.filter((key) => key.id !== id) })
      announce(t('keys.revoked'))
    },
    onError: (error) => void message.error(errorText(error, t)),
  })
  const confirm = (key: ApiKey) =>
    modal.confirm({
      title: t('keys.revokeTitle', { name: key.name || key.prefix }),
      content: t('keys.revokeText'),
      okText: t('keys.revoke'),
      okButtonProps: { danger: true, ...{ 'data-testid': 'confirm-revoke' } },
      cancelText: t('common.cancel'),
      icon: null,
      centered: true,
      onOk: () => revoke.mutateAsync(key.id).catch(() => undefined),
    })

  return (
    <div data-testid="keys">
      <Block
        title={t('keys.title')}
        text={t('keys.text')}
        action={
          <Button type="primary" icon={<Plus size={16} strokeWidth={2} aria-hidden />} onClick={() => setCreating(true)} data-testid="key-create">
            {t('keys.create')}
          </Button>
        }
      >
        <LoadState query={query}>
          {({ items }) =>
            items.length ? (
              <ul className={styles.list}>
                {items.map((key) => (
                  <KeyRow key={key.id} entry={key} onEdit={() => setEditing(key)} onRotate={() => setRotating(key)} onRevoke={() => confirm(key)} />
                ))}
              </ul>
            ) : (
              <EmptyState picture={<KeyRound size={36} strokeWidth={1.25} aria-hidden />} title={t('keys.emptyTitle')} text={t('keys.emptyText')} />
            )
          }
        </LoadState>
      </Block>
      <Block title={t('keys.useTitle')} text={t('keys.useText')} bare>
        <Snippets secret="YOUR_KEY" />
      </Block>
      {creating && <KeyForm onClose={() => setCreating(false)} />}
      {editing && <KeyForm entry={editing} onClose={() => setEditing(undefined)} />}
      {rotating && <RotateKey entry={rotating} onClose={() => setRotating(undefined)} />}
    </div>
  )
}
