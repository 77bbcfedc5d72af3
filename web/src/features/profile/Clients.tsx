import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { SquareTerminal } from 'lucide-react'
import { useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { OAuthClient, Page } from '@/api/types'
import { errorText } from '@/components/errors'
import { relativeTime } from '@/components/time'
import { useNow } from '@/components/useNow'
import { Block, LoadState } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import { CreateClient } from './CreateClient'
import styles from './Profile.module.css'

/** Programs that get short access tokens in one's name (OAuth 2.0 client credentials). */
export function Clients() {
  const t = useT()
  const now = useNow()
  const client = useQueryClient()
  const { message, modal } = App.useApp()
  const [creating, setCreating] = useState(false)
  const query = useQuery({
    queryKey: keys.clients,
    queryFn: ({ signal }) => api.get<Page<OAuthClient>>('/api/clients', undefined, signal),
  })
  const revoke = useMutation({
    mutationFn: (id: string) => api.delete(`/api/clients/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.clients }),
    onError: (error) => void message.error(errorText(error, t)),
  })
  const ask = (one: OAuthClient) =>
    modal.confirm({
      title: t('profile.clientRevokeTitle', { name: one.name }),
      content: t('profile.clientRevokeText'),
      okText: t('profile.clientRevoke'),
      okButtonProps: { danger: true, ...{ 'data-testid': 'confirm-revoke' } },
      cancelText: t('common.cancel'),
      icon: null,
      centered: true,
      onOk: () => revoke.mutateAsync(one.id).catch(() => undefined),
    })
  const used = (one: OAuthClient) =>
    one.last_used_at ? t('profile.clientUsed', { time: relativeTime(one.last_used_at, currentLocale(), now, t('common.justNow')) }) : t('profile.clientUnused')
  return (
    <Block
      title={t('profile.clients')}
      text={t('profile.clientsText')}
      testId="clients"
      action={
        <Button onClick={() => setCreating(true)} data-testid="client-create">
          {t('profile.clientCreate')}
        </Button>
      }
    >
      <LoadState query={query} rows={1}>
        {({ items }) =>
          items.length ? (
            <ul className={styles.list}>
              {items.map((one) => (
                <li key={one.id} className={styles.session} data-testid="client-row">
                  <SquareTerminal size={20} strokeWidth={1.5} aria-hidden />
                  <div>
                    <strong>{one.name}</strong>
                    <span>
                      <code>{one.id}</code> · {used(one)}
                    </span>
                    <span>{one.scopes.join(' · ')}</span>
                  </div>
                  <Button type="text" danger onClick={() => ask(one)} data-testid="client-revoke">
                    {t('profile.clientRevoke')}
                  </Button>
                </li>
              ))}
            </ul>
          ) : (
            <p className={styles.none}>{t('profile.clientsNone')}</p>
          )
        }
      </LoadState>
      {creating && <CreateClient onClose={() => setCreating(false)} />}
    </Block>
  )
}
