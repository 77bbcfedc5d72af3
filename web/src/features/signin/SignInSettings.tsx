import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Switch } from 'antd'
import { LogIn, Plus } from 'lucide-react'
import { useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { Page, SignInProvider } from '@/api/types'
import { announce } from '@/components/Announcer'
import { EmptyState } from '@/components/EmptyState'
import { errorText } from '@/components/errors'
import { Block, LoadState, Tag } from '@/features/settings/ui'
import { useT } from '@/i18n'
import { bodyOf, draftOf } from './draft'
import { ProviderEditor } from './ProviderEditor'
import styles from './SignIn.module.css'

/** `/settings/signin`: the providers that people may sign in with. */
export function SignInSettings() {
  const t = useT()
  const [editing, setEditing] = useState<SignInProvider | 'new'>()
  const query = useQuery({
    queryKey: keys.signInProviders,
    queryFn: ({ signal }) => api.get<Page<SignInProvider>>('/api/admin/sign-in/providers', undefined, signal),
  })
  return (
    <div data-testid="sign-in-settings">
      <Block
        title={t('signin.title')}
        text={t('signin.text')}
        action={
          <Button type="primary" icon={<Plus size={16} strokeWidth={2} aria-hidden />} onClick={() => setEditing('new')} data-testid="oidc-add">
            {t('signin.add')}
          </Button>
        }
      >
        <LoadState query={query} rows={2}>
          {({ items }) =>
            items.length ? (
              <ul className={styles.list}>
                {items.map((one) => (
                  <Row key={one.name} provider={one} onEdit={() => setEditing(one)} />
                ))}
              </ul>
            ) : (
              <EmptyState picture={<LogIn size={36} strokeWidth={1.25} aria-hidden />} title={t('signin.emptyTitle')} text={t('signin.emptyText')} />
            )
          }
        </LoadState>
      </Block>
      {editing && <ProviderEditor provider={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />}
    </div>
  )
}

function Row({ provider, onEdit }: { provider: SignInProvider; onEdit: () => void }) {
  const t = useT()
  const client = useQueryClient()
  const { message, modal } = App.useApp()
  const path = `/api/admin/sign-in/providers/${provider.name}`
  const fixed = provider.source === 'settings'
  const done = () => {
    announce(t('common.saved'))
    return client.invalidateQueries({ queryKey: keys.signInProviders })
  }
  const onError = (error: unknown) => void message.error(errorText(error, t))
  const enable = useMutation({
    mutationFn: (enabled: boolean) => api.put(path, bodyOf({ ...draftOf(provider), enabled })),
    onSuccess: done,
    onError,
  })
  const remove = useMutation({ mutationFn: () => api.delete(path), onSuccess: done, onError })
  const ask = () =>
    modal.confirm({
      title: t('signin.removeTitle', { name: provider.title }),
      content: t('signin.removeText'),
      okText: t('signin.remove'),
      okButtonProps: { danger: true, ...{ 'data-testid': 'confirm-oidc-remove' } },
      cancelText: t('common.cancel'),
      icon: null,
      centered: true,
      onOk: () => remove.mutateAsync().catch(() => undefined),
    })
  return (
    <li className={styles.row} data-testid="oidc-row">
      <div className={styles.what}>
        <strong>
          <span>{provider.title}</span>
          {fixed && <Tag>{t('signin.fromSettings')}</Tag>}
          {!provider.enabled && <Tag tone="warning">{t('signin.off')}</Tag>}
        </strong>
        <span>{provider.issuer}</span>
        {fixed && <span>{t('signin.fixed')}</span>}
      </div>
      {!fixed && (
        <div className={styles.buttons}>
          <Switch checked={provider.enabled} loading={enable.isPending} onChange={(on) => enable.mutate(on)} aria-label={t('signin.enabledOf', { name: provider.title })} data-testid="oidc-enabled" />
          <Button type="text" onClick={onEdit} data-testid="oidc-edit">
            {t('signin.edit')}
          </Button>
          <Button type="text" danger onClick={ask} data-testid="oidc-remove">
            {t('signin.remove')}
          </Button>
        </div>
      )}
    </li>
  )
}
