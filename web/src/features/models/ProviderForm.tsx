import { Button, Input, Select, Switch } from 'antd'
import { ExternalLink, PlugZap } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { ApiError } from '@/api/client'
import type { FoundServer, Preset, Provider } from '@/api/types'
import { announce } from '@/components/Announcer'
import { errorText } from '@/components/errors'
import { Advanced, FormField } from '@/features/settings/ui'
import { sentences } from '@/components/sentences'
import { useT } from '@/i18n'
import { changesOf, draftOf, freeName } from './drafts'
import { ModelPicker } from './ModelPicker'
import { keyChanges, keysOf } from './keyChanges'
import { limitFields, limitsOf } from './limits'
import { MoreKeys } from './MoreKeys'
import { ProviderLimits } from './ProviderLimits'
import styles from './ProviderForm.module.css'
import { TestResult } from './TestResult'
import { type CloudField, cloudFields, type Draft, findsItsAddress, type Kind, onlyTask, ownServer } from './types'
import { type ProviderFields, useAddProvider, useChangeProvider, useTest } from './useAdmin'

interface Props {
  provider: Provider | undefined
  preset: Preset
  found: FoundServer | undefined
  taken: string[]
  onDone: () => void
}

const kinds: Kind[] = ['openai', 'anthropic', 'gemini', 'azure', 'bedrock', 'vertex', 'vertex-claude', 'a1111', 'comfyui', 'replicate', 'stability', 'diffusers']
const isAddress = (url: string, kind: string) => (kind === 'diffusers' ? /^(local:.|hub:)/ : /^https?:\/\/\S+$/).test(url.trim())

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
  const [cloud, setCloud] = useState<Record<CloudField, string>>({
    region: provider?.region ?? '',
    project: provider?.project ?? '',
    api_version: provider?.api_version ?? '',
  })
  const [isPrivate, setPrivate] = useState(provider?.allow_private ?? preset.local)
  const [drafts, setDrafts] = useState<Draft[]>(() =>
    provider ? provider.models.map((row) => ({ ...row })) : (found?.models ?? []).slice(0, 1).map((model) => draftOf(model, preset.models, onlyTask(preset.kind))),
  )
  const [more, setMore] = useState(() => keysOf(provider?.more_keys ?? 0, provider?.key_weights ?? []))
  const [limits, setLimits] = useState(() => limitsOf(provider))
  const [checked, setChecked] = useState(false)

  const asked = cloudFields[kind as Kind] ?? []
  const addressGood = isAddress(url, kind) || (findsItsAddress(kind) && !url.trim())
  const fields: ProviderFields = {
    name: name.trim(),
    kind,
    base_url: url.trim(),
    allow_private: isPrivate,
    ...(preset.id ? { preset: preset.id } : {}),
    ...(key ? { api_key: key } : {}),
    ...Object.fromEntries(asked.map((field) => [field, cloud[field].trim()])),
  }
  const saving = add.isPending || change.isPending
  const failure = add.error ?? change.error
  const param = failure instanceof ApiError ? failure.problem.param : undefined
  /** The form has a place for these; anything else is said at its end. */
  const placed: string[] = ['name', 'base_url', 'api_key', 'more_api_keys', 'add_api_keys', 'key_weights', ...asked]
  const failed = (field: string) => (param === field && failure ? errorText(failure, t) : undefined)
  const nameError = (checked && !name.trim() ? t('auth.required') : undefined) ?? failed('name')
  const urlError = (checked && !addressGood ? t(kind === 'diffusers' ? 'models.localInvalid' : 'models.urlInvalid') : undefined) ?? failed('base_url')
  const needsKey = preset.needs_key && !provider?.has_key && !key

  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (!name.trim() || !addressGood) return
    const onSuccess = () => {
      announce(t('common.saved'))
      onDone()
    }
    if (provider) {
      const { name: _name, ...changed } = fields
      change.mutate({ name: provider.name, fields: { ...changed, ...limitFields(limits), ...keyChanges(more, provider.key_weights) }, changes: changesOf(provider.models, drafts) }, { onSuccess })
    } else {
      const { add_api_keys: more_api_keys = [], key_weights = [] } = keyChanges(more, [])
      add.mutate({ ...fields, ...limitFields(limits), more_api_keys, key_weights, models: changesOf([], drafts).add }, { onSuccess })
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
      {asked.map((field) => (
        <FormField key={field} label={t(`models.cloud.${field}`)} help={t(`models.cloudHelp.${field}`)} error={failed(field)}>
          {(control) => (
            <Input
              {...control}
              value={cloud[field]}
              maxLength={100}
              spellCheck={false}
              onChange={(event) => {
                setCloud({ ...cloud, [field]: event.target.value })
                test.reset()
              }}
              data-testid={`provider-${field}`}
            />
          )}
        </FormField>
      ))}
      <FormField
        label={t('models.baseUrl')}
        {...(findsItsAddress(kind) ? { mark: t('auth.optional') } : {})}
        help={t(kind === 'diffusers' ? 'models.localHelp' : kind === 'azure' ? 'models.azureUrlHelp' : findsItsAddress(kind) ? 'models.cloudUrlHelp' : ownServer(kind) ? 'models.painterUrlHelp' : 'models.baseUrlHelp')}
        error={urlError}
      >
        {(control) => <Input {...control} type={kind === 'diffusers' ? 'text' : 'url'} inputMode="url" value={url} spellCheck={false} placeholder={kind === 'diffusers' ? 'local:.' : kind === 'azure' ? 'https://NAME.openai.azure.com' : findsItsAddress(kind) ? '' : ownServer(kind) ? 'http://…' : 'https://…/v1'} onChange={edit(setUrl)} data-testid="provider-url" />}
      </FormField>
      <FormField
        label={t('models.key')}
        {...(preset.needs_key ? {} : { mark: t('auth.optional') })}
        error={failed('api_key')}
        help={
          <>
            {sentences(provider?.has_key ? t('models.keyKept') : t('models.keyHelp'), findsItsAddress(kind) && t(kind === 'bedrock' ? 'models.keyAws' : 'models.keyGoogle'), kind === 'a1111' && t('models.keyLogin'))}{' '}
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

      <Advanced testId="provider-advanced">
        <MoreKeys stored={provider?.more_keys ?? 0} keys={more} onChange={setMore} error={failed('more_api_keys') ?? failed('add_api_keys') ?? failed('key_weights')} />
        <ProviderLimits limits={limits} onChange={setLimits} />
      </Advanced>

      <div className={styles.test}>
        <Button icon={<PlugZap size={16} strokeWidth={1.75} aria-hidden />} loading={test.isPending} disabled={!addressGood || !name.trim()} onClick={() => test.mutate(fields)} data-testid="form-test">
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
          only={onlyTask(kind)}
        />
      </section>

      {failure && !(typeof param === 'string' && placed.includes(param)) && (
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
