import { Button, Drawer, Input, InputNumber, Select, Slider, Switch } from 'antd'
import { type FormEvent, useState } from 'react'
import type { Route } from '@/api/types'
import { announce } from '@/components/Announcer'
import { errorText } from '@/components/errors'
import { CacheFields } from '@/features/models/CacheFields'
import { Advanced, FormField } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './Routing.module.css'
import { kinds, policies } from './kinds'
import { type RouteFields, useModelNames, useSaveRoute } from './useRouting'

const fresh: RouteFields = {
  name: '',
  policy: 'balance',
  models: [],
  weights: { cost: 1, speed: 1, quality: 1 },
  tasks: {},
  fallback: [],
  max_cost_micros: null,
  region: null,
  data_classes: [],
  sticky: false,
  near_far: false,
  cache: null,
}
const MICROS = 1_000_000

/** Makes a route, or changes one of the page. */
export function RouteEditor({ route, onClose }: { route: Route | undefined; onClose: () => void }) {
  const t = useT()
  const names = useModelNames()
  const save = useSaveRoute(!route)
  const [draft, setDraft] = useState<RouteFields>(() => {
    if (!route) return fresh
    const { source: _source, ...fields } = route
    return fields
  })
  const set = (changed: Partial<RouteFields>) => {
    setDraft({ ...draft, ...changed })
    save.reset()
  }
  const options = names.plain.map((name) => ({ value: name, label: name }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!draft.name.trim()) return
    save.mutate(
      { ...draft, name: draft.name.trim() },
      {
        onSuccess: () => {
          announce(t('common.saved'))
          onClose()
        },
      },
    )
  }
  return (
    <Drawer open onClose={onClose} size={560} destroyOnHidden title={route ? t('routing.editTitle', { name: route.name }) : t('routing.add')} styles={{ wrapper: { maxWidth: '100vw' }, header: { background: 'var(--paper)' }, body: { background: 'var(--paper)' } }}>
      <form onSubmit={submit} noValidate className={styles.form} data-testid="route-form">
        {!route && (
          <FormField label={t('routing.name')} help={t('routing.nameHelp')}>
            {(control) => <Input {...control} value={draft.name} maxLength={200} spellCheck={false} autoFocus onChange={(event) => set({ name: event.target.value })} data-testid="route-name" />}
          </FormField>
        )}
        <FormField label={t('routing.policy')} help={t(`routing.policyHelp.${draft.policy}`)}>
          {(control) => (
            <Select id={control.id} value={draft.policy} onChange={(policy) => set({ policy })} options={policies.map((one) => ({ value: one, label: t(`routing.policies.${one}`) }))} data-testid="route-policy" />
          )}
        </FormField>
        {draft.policy === 'balance' &&
          (['cost', 'speed', 'quality'] as const).map((name) => (
            <div key={name} className={styles.slider}>
              <span id={`weight-${name}`}>{t(`routing.policies.${name}`)}</span>
              <Slider min={0} max={5} step={0.1} value={draft.weights[name] ?? 0} onChange={(value) => set({ weights: { ...draft.weights, [name]: value } })} ariaLabelledByForHandle={`weight-${name}`} />
              <InputNumber min={0} max={5} step={0.1} controls={false} value={draft.weights[name] ?? 0} onChange={(value) => set({ weights: { ...draft.weights, [name]: value ?? 0 } })} aria-labelledby={`weight-${name}`} style={{ width: '100%' }} data-testid={`route-weight-${name}`} />
            </div>
          ))}
        <FormField label={t('routing.members')} help={t('routing.membersHelp')}>
          {(control) => <Select id={control.id} mode="multiple" value={draft.models} options={options} onChange={(models) => set({ models })} placeholder={t('routing.everyModel')} data-testid="route-members" />}
        </FormField>
        <FormField label={t('routing.fallback')} help={t('routing.fallbackHelp')}>
          {(control) => <Select id={control.id} mode="multiple" value={draft.fallback} options={options} onChange={(fallback) => set({ fallback })} />}
        </FormField>
        <fieldset className={styles.tasks}>
          <legend>{t('routing.byTask')}</legend>
          <p className={styles.note}>{t('routing.byTaskHelp')}</p>
          {kinds.map((kind) => (
            <div key={kind} className={styles.task}>
              <span>{t(`routing.tasks.${kind}`)}</span>
              <Select
                mode="multiple"
                value={draft.tasks[kind]?.models ?? []}
                options={options}
                placeholder={t('routing.asAbove')}
                aria-label={t(`routing.tasks.${kind}`)}
                onChange={(models) => {
                  const { [kind]: before, ...others } = draft.tasks
                  set({ tasks: models.length ? { ...others, [kind]: { models, policy: before?.policy ?? null } } : others })
                }}
              />
            </div>
          ))}
        </fieldset>
        <FormField label={t('routing.maxCost')} help={t('routing.maxCostHelp')}>
          {(control) => (
            <InputNumber
              id={control.id}
              min={0}
              step={0.01}
              value={draft.max_cost_micros === null ? null : draft.max_cost_micros / MICROS}
              onChange={(value) => set({ max_cost_micros: value === null ? null : Math.round(value * MICROS) })}
              prefix="$"
            />
          )}
        </FormField>
        <FormField label={t('routing.region')} help={t('routing.regionHelp')}>
          {(control) => <Input {...control} value={draft.region ?? ''} maxLength={50} spellCheck={false} onChange={(event) => set({ region: event.target.value.trim() || null })} />}
        </FormField>
        <FormField label={t('routing.data')} help={t('routing.dataHelp')}>
          {(control) => <Select id={control.id} mode="tags" value={draft.data_classes} onChange={(data_classes) => set({ data_classes })} open={false} suffixIcon={null} />}
        </FormField>
        {(['sticky', 'near_far'] as const).map((name) => (
          <div key={name} className={styles.toggle}>
            <div>
              <span id={`route-${name}`}>{t(`routing.${name}`)}</span>
              <p className={styles.note}>{t(`routing.${name}Help`)}</p>
            </div>
            <Switch checked={draft[name]} onChange={(value) => set({ [name]: value })} aria-labelledby={`route-${name}`} />
          </div>
        ))}
        <Advanced testId="route-advanced">
          <CacheFields name={draft.name.trim()} rule={draft.cache} onChange={(cache) => set({ cache })} />
        </Advanced>
        {save.error && (
          <p className={styles.failed} role="alert" data-testid="route-error">
            {errorText(save.error, t)}
          </p>
        )}
        <footer className={styles.foot}>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending} disabled={!draft.name.trim()} data-testid="route-save">
            {t('common.save')}
          </Button>
        </footer>
      </form>
    </Drawer>
  )
}
