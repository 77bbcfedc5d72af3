import { Button, Input, Select, Switch } from 'antd'
import { ExternalLink, PlugZap } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { ApiError } from '@/api/client'
import type { FoundServer, Preset, Provider } from '@/api/types'
import { announce } from '@/components/Announcer'
import { errorText } from '@/components/errors'
import { FormField } from '@/features/settings/ui'
import { useT } from '@/i18n'
import { changesOf, draftOf, freeName } from './drafts'
import { ModelPicker } from './ModelPicker'
import styles from './ProviderForm.module.css'
import { TestResult } from './TestResult'
import type { Draft, Kind } from './types'
import { type ProviderFields, useAddProvider, useChangeProvider, useTest } from './useAdmin'

interface Props {
  provider: Provider | undefined
  preset: Preset
  found: FoundServer | undefined
  taken: string[]
  onDone: () => void
}

const kinds: Kind[] = ['openai', 'anthropic', 'gemini']

/** Address, key, test, models. The key goes to the server and never comes back. */
export function ProviderForm({ provider, preset, found, taken, onDone }: Props) {
  const t = useT()
  const test = useTest()
  const add = useAddProvider()
  const change = useChangeProvider()
  const [name, setName] = useState(() => provider?.name ?? freeName(preset.id, taken))
  const [kind, setKind] = useState<string>(provider?.kind ?? preset.kind)
  const [url, setUrl] = useState(provider?.base_url ?? found?.base_url ?? preset.base_url)
  const [key, setKey] = useState('')
  const [isPrivate, setPrivate] = useState(provider?.allow_private ?? preset.local)
  const [drafts, setDrafts] = useState<Draft[]>(() =>
    provider ? provider.models.map((row) => ({ ...row })) : (found?.models ?? []).slice(0, 1).map((model) => draftOf(model, preset.models)),
  )
  const [checked, setChecked] = useState(false)

  const fields: ProviderFields = {
    name: name.trim(),
    kind,
    base_url: url.trim(),
    allow_private: isPrivate,
    ...(preset.id ? { preset: preset.id } : {}),
    ...(key ? { api_key: key } : {}),
  }
  const saving = add.isPending || change.isPending
  const failure = add.error ?? change.error
  const param = failure instanceof ApiError ? failure.problem.param : undefined
  const failed = (field: string) => (param === field && failure ? errorText(failure, t) : undefined)
  const nameError = (checked && !name.trim() ? t('auth.required') : undefined) ?? failed('name')
  const urlError = (checked && !/^https?:\/\/\S+$/.test(url.trim()) ? t('models.urlInvalid') : undefined) ?? failed('base_url')
  const needsKey = preset.needs_key && !provider?.has_key && !key

  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (!name.trim() || !/^https?:\/\/\S+$/.test(url.trim())) return
    const onSuccess = () => {
      announce(t('common.saved'))
      onDone()
    }
    if (provider) {
      const { name: _name, ...changed } = fields
      change.mutate({ name: provider.name, fields: changed, changes: changesOf(provider.models, drafts) }, { onSuccess })
    } else {
      add.mutate({ ...fields, models: changesOf([], drafts).add }, { onSuccess })
    }
  }
  const edit = (set: (value: string) => void) => (event: React.ChangeEvent<HTMLInputElement>) => {
    set(event.target.value)
    test.reset()
  }

  return (
    <form className={styles.form} onSubmit={submit} noValidate data-testid="provider-form">
      {!provider && (
        <FormField label={t('models.name')} help={t('models.nameHelp')} error={nameError}>
          {(control) => <Input {...control} value={name} maxLength={100} spellCheck={false} onChange={(event) => setName(event.target.value)} data-testid="provider-name" />}
        </FormField>
      )}
      {!preset.id && (
        <FormField label={t('models.kind')} help={t('models.kindHelp')}>
          {(control) => (
            <Select id={control.id} value={kind} onChange={setKind} options={kinds.map((one) => ({ value: one, label: t(`models.kinds.${one}`) }))} data-testid="provider-kind" />
          )}
        </FormField>
      )}
      <FormField label={t('models.baseUrl')} help={t('models.baseUrlHelp')} error={urlError}>
        {(control) => <Input {...control} type="url" inputMode="url" value={url} spellCheck={false} placeholder="https://…/v1" onChange={edit(setUrl)} data-testid="provider-url" />}
      </FormField>
      <FormField
        label={t('models.key')}
        {...(preset.needs_key ? {} : { mark: t('auth.optional') })}
        error={failed('api_key')}
        help={
          <>
            {provider?.has_key ? t('models.keyKept') : t('models.keyHelp')}{' '}
            {preset.key_url && (
              <a href={preset.key_url} target="_blank" rel="noreferrer" className={styles.link} data-testid="provider-key-link">
                {t('models.keyLink', { name: preset.title })}
                <ExternalLink size={12} strokeWidth={2} aria-hidden />
              </a>
            )}
          </>
        }
      >
        {(control) => (
          <Input.Password
            {...control}
            value={key}
            autoComplete="new-password"
            spellCheck={false}
            placeholder={provider?.has_key ? t('models.keyStored') : ''}
            onChange={edit(setKey)}
            data-testid="provider-key"
          />
        )}
      </FormField>
      <div className={styles.private}>
        <div>
          <span id="allow-private">{t('models.private')}</span>
          <p>{t('models.privateHelp')}</p>
        </div>
        <Switch
          checked={isPrivate}
          onChange={(value) => {
            setPrivate(value)
            test.reset()
          }}
          aria-labelledby="allow-private"
          data-testid="provider-private"
        />
      </div>

      <div className={styles.test}>
        <Button icon={<PlugZap size={16} strokeWidth={1.75} aria-hidden />} loading={test.isPending} disabled={!url.trim() || !name.trim()} onClick={() => test.mutate(fields)} data-testid="form-test">
          {test.isPending ? t('models.testing') : t('models.test')}
        </Button>
        <TestResult verdict={test.data} error={test.error} />
      </div>

      <section className={styles.models}>
        <h3>{t('models.pick')}</h3>
        <p>{test.data?.ok || found ? t('models.pickText') : t(preset.models.length ? 'models.pickTestFirst' : 'models.pickTestOnly')}</p>
        <ModelPicker
          rows={provider?.models ?? []}
          drafts={drafts}
          onDrafts={setDrafts}
          suggested={preset.models}
          found={test.data?.ok ? test.data.models : (found?.models ?? [])}
        />
      </section>

      {failure && !param && (
        <p className={styles.failed} role="alert" data-testid="form-error">
          {errorText(failure, t)}
        </p>
      )}
      <footer className={styles.foot}>
        <span>{needsKey ? t('models.saveWithoutKey') : t('models.chosenModels', { count: drafts.length })}</span>
        <Button onClick={onDone}>{t('common.cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={saving} data-testid="provider-save">
          {t('common.save')}
        </Button>
      </footer>
    </form>
  )
}
