import { Select } from 'antd'
import { useModels } from '@/api/session'
import { LimitFields } from '@/features/limits'
import { FormField } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import { DAYS, type Endpoint, ENDPOINTS, type Expiry, type RulesDraft } from './rules'

interface Props {
  value: RulesDraft
  /** when the key expires so far */
  expiresAt: string | null
  onChange: (value: RulesDraft) => void
}

/** What a key may be used for, by whom, how much, and how long. */
export function RuleFields({ value, expiresAt, onChange }: Props) {
  const t = useT()
  const models = useModels().data?.items ?? []
  const date = expiresAt && new Intl.DateTimeFormat(currentLocale(), { dateStyle: 'medium' }).format(new Date(expiresAt))
  const expiries: { value: Expiry; label: string }[] = [
    { value: 'never', label: t('keys.expiries.never') },
    ...(date ? [{ value: 'kept' as const, label: t('keys.expiries.at', { date }) }] : []),
    ...DAYS.map((days) => ({ value: days, label: t('keys.expiries.days', { count: days }) })),
  ]
  return (
    <>
      <FormField label={t('keys.expiry')}>
        {(control) => <Select<Expiry> id={control.id} value={value.expiry} onChange={(expiry) => onChange({ ...value, expiry })} options={expiries} data-testid="key-expiry" />}
      </FormField>
      <FormField label={t('keys.models')} help={t('keys.modelsHelp')}>
        {(control) => (
          <Select
            id={control.id}
            mode="tags"
            value={value.models}
            onChange={(chosen: string[]) => onChange({ ...value, models: chosen })}
            options={models.map((one) => ({ value: one.id, label: one.id }))}
            placeholder={t('keys.allModels')}
            data-testid="key-models"
          />
        )}
      </FormField>
      <FormField label={t('keys.endpoints')} help={t('keys.endpointsHelp')}>
        {(control) => (
          <Select
            id={control.id}
            mode="multiple"
            value={value.endpoints}
            onChange={(chosen: Endpoint[]) => onChange({ ...value, endpoints: chosen })}
            options={ENDPOINTS.map((one) => ({ value: one, label: t(`keys.endpoint.${one}`) }))}
            placeholder={t('keys.allEndpoints')}
            data-testid="key-endpoints"
          />
        )}
      </FormField>
      <FormField label={t('keys.networks')} help={t('keys.networksHelp')}>
        {(control) => (
          <Select
            id={control.id}
            mode="tags"
            open={false}
            suffixIcon={null}
            tokenSeparators={[' ', ',', '，', '\n']}
            value={value.networks}
            onChange={(chosen: string[]) => onChange({ ...value, networks: chosen })}
            placeholder={t('keys.anywhere')}
            data-testid="key-networks"
          />
        )}
      </FormField>
      <LimitFields value={value.limits} onChange={(limits) => onChange({ ...value, limits })} />
    </>
  )
}
