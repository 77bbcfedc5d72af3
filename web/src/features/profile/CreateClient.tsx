import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input, Modal } from 'antd'
import { type FormEvent, useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { NewOAuthClient } from '@/api/types'
import { errorText } from '@/components/errors'
import { CodeBox, FormField } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './Profile.module.css'

/** Names the client, limits it, and shows id and secret: once, with the command that gets a token. */
export function CreateClient({ onClose }: { onClose: () => void }) {
  const t = useT()
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<string[]>(['models'])
  const offered = useQuery({
    queryKey: keys.clientScopes,
    queryFn: ({ signal }) => api.get<{ scopes: string[] }>('/api/clients/scopes', undefined, signal),
  })
  const create = useMutation({
    mutationFn: () => api.post<NewOAuthClient>('/api/clients', { name: name.trim(), scopes }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.clients }),
  })
  const made = create.data
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (scopes.length) create.mutate()
  }
  const words = (scope: string) => (scope === 'models' ? t('profile.scopeModels') : scope === 'account' ? t('profile.scopeAccount') : scope)
  return (
    <Modal open title={t(made ? 'profile.clientMade' : 'profile.clientCreate')} onCancel={onClose} mask={{ closable: !made }} keyboard={!made} footer={null} width={made ? 600 : 440} destroyOnHidden>
      {made ? (
        <div className={styles.dialog}>
          <p role="status">{t('profile.clientOnce')}</p>
          <CodeBox single text={made.client.id} label={t('profile.clientId')} testId="client-id" />
          <CodeBox single text={made.secret} label={t('profile.clientSecret')} testId="client-secret" />
          <p>{t('profile.clientTry')}</p>
          <CodeBox
            text={`curl ${window.location.origin}/oauth/token \\\n  -u '${made.client.id}:${made.secret}' \\\n  -d grant_type=client_credentials`}
            label={t('profile.clientTry')}
          />
          <div className={styles.buttons}>
            <Button type="primary" onClick={onClose} data-testid="client-done">
              {t('profile.codesSaved')}
            </Button>
          </div>
        </div>
      ) : (
        <form onSubmit={submit} className={styles.dialog} noValidate>
          <FormField label={t('profile.clientName')}>
            {(control) => <Input {...control} autoFocus value={name} maxLength={100} onChange={(event) => setName(event.target.value)} data-testid="client-name" />}
          </FormField>
          <FormField label={t('profile.scopes')} help={t('profile.scopesHelp')} error={create.error ? errorText(create.error, t) : undefined}>
            {(control) => (
              <div id={control.id} role="group" aria-label={t('profile.scopes')} className={styles.scopes}>
                <Checkbox.Group value={scopes} onChange={setScopes}>
                  {(offered.data?.scopes ?? ['models', 'account']).map((scope) => (
                    <Checkbox key={scope} value={scope} data-testid={`scope-${scope}`}>
                      {words(scope)}
                    </Checkbox>
                  ))}
                </Checkbox.Group>
              </div>
            )}
          </FormField>
          <div className={styles.buttons}>
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="primary" htmlType="submit" disabled={!scopes.length} loading={create.isPending} data-testid="client-submit">
              {t('profile.clientCreate')}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  )
}
