import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { CacheRule, CacheState } from '@/api/types'
import { FormField } from '@/features/settings/ui'
import { useT } from '@/i18n'
import { Amount } from './Amount'
import { percentOf, plainRule, shareOf, withChange } from './cacheRule'
import { Columns, Group } from './Group'
import { Toggle } from './Toggle'

interface Props {
  /** what the model or the route is called */
  name: string
  rule: CacheRule | null
  onChange: (rule: CacheRule | null) => void
  error?: string | undefined
}

const modes = ['off', 'shadow', 'verify', 'on'] as const
const asSettings = 'as-settings'

/** How the cache serves one name, beside what the settings file says for all. */
export function CacheFields({ name, rule, onChange, error }: Props) {
  const t = useT()
  const state = useQuery({ queryKey: keys.cache, queryFn: ({ signal }) => api.get<CacheState>('/api/admin/cache', undefined, signal), staleTime: 30_000 })
  const given = state.data?.defaults
  const elsewhere = state.data?.mode === 'off' ? t('models.cache.off') : given?.models.includes(name) ? t('models.cache.inFile', { name }) : null
  if (elsewhere && !rule) return <Group title={t('models.cache.title')} text={elsewhere}>{null}</Group>

  const { use, scope, ttl_s, price, semantic, threshold } = rule ?? plainRule
  const set = (change: Partial<CacheRule>) => onChange(withChange(rule, change))
  const percent = (share: number | undefined) => (share === undefined ? '' : String(percentOf(share)))
  const meant = semantic ?? given?.semantic ?? 'off'
  return (
    <Group title={t('models.cache.title')} text={elsewhere ?? t('models.cache.text')}>
      <FormField label={t('models.cache.use')} help={t(`models.cache.useHelp.${use === null ? 'asked' : use ? 'on' : 'off'}`)} error={error}>
        {(control) => (
          <Select
            id={control.id}
            aria-describedby={control['aria-describedby']}
            value={use === null ? 'asked' : use ? 'on' : 'off'}
            onChange={(value) => set({ use: value === 'asked' ? null : value === 'on' })}
            options={(['asked', 'on', 'off'] as const).map((value) => ({ value, label: t(`models.cache.uses.${value}`) }))}
            data-testid="cache-use"
          />
        )}
      </FormField>
      {use !== false && (
        <>
          <Columns>
            <Amount label={t('models.cache.ttl')} help={t('models.cache.ttlHelp')} unit={t('models.seconds')} value={ttl_s} max={31_536_000} placeholder={String(given?.ttl_s ?? '')} onChange={(value) => set({ ttl_s: value })} testId="cache-ttl" />
            <Amount label={t('models.cache.price')} help={t('models.cache.priceHelp')} unit="%" value={percentOf(price)} min={0} max={100} fine placeholder={percent(given?.price)} onChange={(value) => set({ price: shareOf(value) })} testId="cache-price" />
          </Columns>
          <FormField label={t('models.cache.semantic')} help={t(`models.cache.semanticHelp.${meant}`)}>
            {(control) => (
              <Select<(typeof modes)[number] | typeof asSettings>
                id={control.id}
                aria-describedby={control['aria-describedby']}
                value={semantic ?? asSettings}
                onChange={(value) => set({ semantic: value === asSettings ? null : value })}
                options={[
                  { value: asSettings, label: t('models.cache.asSettings', { mode: t(`models.cache.modes.${given?.semantic ?? 'off'}`) }) },
                  // Without a model to ask, the server would refuse it.
                  ...modes.map((value) => ({ value, label: t(`models.cache.modes.${value}`), disabled: value === 'verify' && given?.verifies === false })),
                ]}
                data-testid="cache-semantic"
              />
            )}
          </FormField>
          {meant !== 'off' && (
            <Amount label={t('models.cache.threshold')} help={t('models.cache.thresholdHelp')} unit="%" value={percentOf(threshold)} min={0.1} max={100} fine placeholder={percent(given?.threshold)} onChange={(value) => set({ threshold: shareOf(value) })} testId="cache-threshold" />
          )}
          {given?.verifies === false && <p>{t('models.cache.noVerify')}</p>}
          <Toggle label={t('models.cache.everyone')} help={t('models.cache.everyoneHelp')} checked={scope === 'everyone'} onChange={(on) => set({ scope: on ? 'everyone' : 'user' })} testId="cache-everyone" />
        </>
      )}
    </Group>
  )
}
