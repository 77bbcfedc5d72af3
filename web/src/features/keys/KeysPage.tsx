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
import { exactTime, relativeTime } from '@/components/time'
import { useNow } from '@/components/useNow'
import { Block, LoadState } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import { CreateKey } from './CreateKey'
import styles from './KeysPage.module.css'
import { Snippets } from './Snippets'

/** `/settings/keys`: keys with which programs speak as this person. */
export function KeysPage() {
  const t = useT()
  const client = useQueryClient()
  const { modal, message } = App.useApp()
  const [creating, setCreating] = useState(false)
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
                  <KeyRow key={key.id} entry={key} onRevoke={() => confirm(key)} />
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
      {creating && <CreateKey onClose={() => setCreating(false)} />}
    </div>
  )
}

function KeyRow({ entry, onRevoke }: { entry: ApiKey; onRevoke: () => void }) {
  const t = useT()
  const now = useNow()
  const locale = currentLocale()
  const since = (time: string) => <time title={exactTime(time, locale)}>{relativeTime(time, locale, now, t('common.justNow'))}</time>
  const name = entry.name || t('keys.unnamed')
  return (
    <li className={styles.row} data-testid="key-row">
      <div className={styles.who}>
        <strong>{name}</strong>
        <code>{entry.prefix}…</code>
      </div>
      <div className={styles.when}>
        <span>
          {t('keys.made')} {since(entry.created_at)}
        </span>
        <span>
          {entry.last_used_at ? (
            <>
              {t('keys.used')} {since(entry.last_used_at)}
            </>
          ) : (
            t('keys.neverUsed')
          )}
        </span>
      </div>
      <Button danger type="text" onClick={onRevoke} aria-label={t('keys.revokeOne', { name })} data-testid="key-revoke">
        {t('keys.revoke')}
      </Button>
    </li>
  )
}
