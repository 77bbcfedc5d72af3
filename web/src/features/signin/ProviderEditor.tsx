import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Drawer, Input, Select, Switch } from 'antd'
import { type FormEvent, useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { SignInProvider, SignInTrial } from '@/api/types'
import { announce } from '@/components/Announcer'
import { errorText } from '@/components/errors'
import { Advanced, CodeBox, FormField } from '@/features/settings/ui'
import { roles } from '@/features/users/roles'
import { useT } from '@/i18n'
import { bodyOf, type Draft, draftOf, FRESH, nameFrom } from './draft'
import { RoleMapping } from './RoleMapping'
import styles from './SignIn.module.css'

/** Makes a provider, or changes one of the page. */
export function ProviderEditor({ provider, onClose }: { provider: SignInProvider | undefined; onClose: () => void }) {
  const t = useT()
  const client = useQueryClient()
  const [draft, setDraft] = useState<Draft>(() => (provider ? draftOf(provider) : FRESH))
  const name = provider?.name ?? (draft.name || nameFrom(draft.title))
  const test = useMutation({
    mutationFn: () => api.post<SignInTrial>('/api/admin/sign-in/providers/test', { ...bodyOf(draft), name: name || 'test' }),
  })
  const save = useMutation({
    mutationFn: () =>
      provider ? api.put(`/api/admin/sign-in/providers/${provider.name}`, bodyOf(draft)) : api.post('/api/admin/sign-in/providers', { ...bodyOf(draft), name }),
    onSuccess: () => {
      announce(t('common.saved'))
      void client.invalidateQueries({ queryKey: keys.signInProviders })
      onClose()
    },
  })
  const set = (changed: Partial<Draft>) => {
    setDraft({ ...draft, ...changed })
    save.reset()
    test.reset()
  }
  const complete = Boolean(name && draft.issuer.trim() && draft.client_id.trim())
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (complete) save.mutate()
  }
  const text = (key: 'title' | 'name' | 'issuer' | 'client_id' | 'role_claim', testId: string, more: object = {}) => (control: object) => (
    <Input {...control} {...more} value={draft[key]} spellCheck={false} autoComplete="off" onChange={(event) => set({ [key]: event.target.value })} data-testid={testId} />
  )
  return (
    <Drawer open onClose={onClose} size={560} destroyOnHidden title={provider ? t('signin.editTitle', { name: provider.title }) : t('signin.add')} styles={{ wrapper: { maxWidth: '100vw' } }}>
      <form onSubmit={submit} noValidate className={styles.form} data-testid="oidc-form">
        <FormField label={t('signin.label')} help={t('signin.labelHelp')}>
          {text('title', 'oidc-title', { maxLength: 60, placeholder: 'Company' })}
        </FormField>
        {!provider && (
          <FormField label={t('signin.name')} help={t('signin.nameHelp')}>
            {text('name', 'oidc-name', { maxLength: 40, placeholder: nameFrom(draft.title) || 'company' })}
          </FormField>
        )}
        <FormField label={t('signin.issuer')} help={t('signin.issuerHelp')}>
          {text('issuer', 'oidc-issuer', { maxLength: 500, inputMode: 'url', placeholder: 'https://login.company.example' })}
        </FormField>
        <FormField label={t('signin.clientId')} help={t('signin.clientIdHelp')}>{text('client_id', 'oidc-client-id', { maxLength: 500 })}</FormField>
        <FormField label={t('signin.secret')} help={t(provider?.has_secret ? 'signin.secretKept' : 'signin.secretHelp')}>
          {(control) => <Input.Password {...control} value={draft.secret} maxLength={2000} autoComplete="new-password" onChange={(event) => set({ secret: event.target.value })} data-testid="oidc-secret" />}
        </FormField>
        <div className={styles.callback}>
          <strong aria-hidden>{t('signin.callback')}</strong>
          <CodeBox single label={t('signin.callback')} text={provider?.callback_url ?? `${window.location.origin}/api/oidc/${name || '…'}/callback`} testId="oidc-callback" />
          <p className={styles.help}>{t('signin.callbackHelp')}</p>
        </div>
        <FormField label={t('signin.domains')} help={t('signin.domainsHelp')}>
          {(control) => <Select id={control.id} mode="tags" open={false} suffixIcon={null} value={draft.allowed_domains} onChange={(allowed_domains: string[]) => set({ allowed_domains })} tokenSeparators={[',', ' ']} data-testid="oidc-domains" />}
        </FormField>
        <label className={styles.switch}>
          <Switch checked={draft.create_users} onChange={(create_users) => set({ create_users })} data-testid="oidc-create" />
          <span>{t('signin.createUsers')}</span>
        </label>
        <FormField label={t('signin.role')} help={t('signin.roleHelp')}>
          {(control) => <Select id={control.id} value={draft.role} onChange={(role) => set({ role })} options={roles.map((one) => ({ value: one, label: t(`common.roles.${one}`) }))} />}
        </FormField>
        <Advanced testId="oidc-advanced">
          <FormField label={t('signin.claim')} help={t('signin.claimHelp')}>
            {text('role_claim', 'oidc-claim', { maxLength: 200, placeholder: 'groups' })}
          </FormField>
          {draft.role_claim.trim() && <RoleMapping value={draft.roles} onChange={(lines) => set({ roles: lines })} />}
          <FormField label={t('signin.scopes')} help={t('signin.scopesHelp')}>
            {(control) => <Select id={control.id} mode="tags" open={false} suffixIcon={null} value={draft.scopes} onChange={(scopes: string[]) => set({ scopes })} tokenSeparators={[',', ' ']} data-testid="oidc-scopes" />}
          </FormField>
          <label className={styles.switch}>
            <Switch checked={draft.allow_private} onChange={(allow_private) => set({ allow_private })} data-testid="oidc-private" />
            <span>{t('signin.private')}</span>
          </label>
        </Advanced>
        <div aria-live="polite">
          {test.data && (
            <Alert type={test.data.ok ? 'success' : 'error'} showIcon title={t(test.data.ok ? 'signin.answers' : 'signin.answersNot')} description={test.data.error ?? undefined} data-testid="oidc-trial" />
          )}
          {(save.error ?? test.error) && <Alert type="error" showIcon title={errorText(save.error ?? test.error, t)} role="alert" />}
        </div>
        <div className={styles.foot}>
          <Button onClick={() => test.mutate()} disabled={!draft.issuer.trim() || !draft.client_id.trim()} loading={test.isPending} data-testid="oidc-test">
            {t('signin.test')}
          </Button>
          <Button type="primary" htmlType="submit" disabled={!complete} loading={save.isPending} data-testid="oidc-save">
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Drawer>
  )
}
