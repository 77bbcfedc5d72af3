import { useQuery } from '@tanstack/react-query'
import { AutoComplete, Button, Input, Modal, Select } from 'antd'
import { type FormEvent, useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { BookEntry, ModelRow, Page } from '@/api/types'
import { Advanced, FormField } from '@/features/settings/ui'
import { useT } from '@/i18n'
import { type AmountName, type Amounts, amountsOf, entryKey, further, priceWith, says, usual, wrongAmounts } from './amounts'
import { Hours, type HourRow, hoursOf, windowsOf } from './Hours'
import styles from './Prices.module.css'
import { Tiers, type TierRows, tiersOf, tierRowsOf, tiersFit } from './Tiers'

interface Props {
  entry: BookEntry | undefined
  /** keys of the other entries */
  taken: string[]
  saving: boolean
  onSave: (entry: BookEntry) => void
  onClose: () => void
}

export const currencies = ['USD', 'CNY', 'EUR', 'JPY', 'GBP']

/** What calls of one model cost, and what its vendor takes. */
export function EntryDialog({ entry, taken, saving, onSave, onClose }: Props) {
  const t = useT()
  const models = useQuery({ queryKey: keys.adminModels, queryFn: ({ signal }) => api.get<Page<ModelRow>>('/api/admin/models', undefined, signal), retry: false })
  const [model, setModel] = useState(entry?.model ?? '')
  const [provider, setProvider] = useState(entry?.provider ?? '')
  const [currency, setCurrency] = useState(entry?.price.currency ?? 'USD')
  const [amounts, setAmounts] = useState(amountsOf(entry?.price))
  const [costs, setCosts] = useState(amountsOf(entry?.cost))
  const [costCurrency, setCostCurrency] = useState(entry?.cost?.currency ?? currency)
  const [tiers, setTiers] = useState<TierRows>(() => tierRowsOf(entry?.tiers))
  const [hours, setHours] = useState<HourRow[]>(() => hoursOf(entry?.windows))
  const double = taken.includes(entryKey({ model: model.trim(), provider: provider.trim() }))
  const right = model.trim() && !double && !wrongAmounts(amounts).length && !wrongAmounts(costs).length && tiersFit(tiers)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!right) return
    const price = priceWith(amounts, currency, entry?.price)
    onSave({
      source: '',
      ...entry,
      model: model.trim(),
      provider: provider.trim(),
      price,
      cost: says(costs) ? priceWith(costs, costCurrency, entry?.cost) : null,
      tiers: tiersOf(tiers, price),
      windows: windowsOf(hours),
    })
  }
  const names = [...new Set(models.data?.items.map((row) => row.name))]
  return (
    <Modal open title={entry ? t('prices.change') : t('prices.add')} onCancel={onClose} footer={null} width={640} destroyOnHidden>
      <form onSubmit={submit} className={styles.form}>
        <div className={styles.pair}>
          <FormField label={t('prices.model')} help={t('prices.modelHelp')} error={double ? t('prices.twice') : undefined}>
            {(control) => (
              <AutoComplete
                {...control}
                value={model}
                onChange={setModel}
                options={names.map((value) => ({ value }))}
                showSearch={{ filterOption: (text, option) => String(option?.value).includes(text) }}
                data-testid="entry-model"
              />
            )}
          </FormField>
          <FormField label={t('prices.currency')}>
            {(control) => <Select {...control} showSearch value={currency} onChange={setCurrency} options={currencies.map((value) => ({ value, label: value }))} />}
          </FormField>
        </div>
        <AmountFields names={usual} amounts={amounts} onChange={setAmounts} test="price" />
        <Advanced testId="entry-more">
          <FormField label={t('prices.provider')} help={t('prices.providerHelp')}>
            {(control) => <Input {...control} maxLength={100} value={provider} onChange={(event) => setProvider(event.target.value)} />}
          </FormField>
          <AmountFields names={further} amounts={amounts} onChange={setAmounts} test="price" />
          <h4>{t('prices.tiers')}</h4>
          <Tiers rows={tiers} onChange={setTiers} />
          <h4>{t('prices.hours')}</h4>
          <Hours rows={hours} onChange={setHours} />
          <h4>{t('prices.vendorTakes')}</h4>
          <p className={styles.note}>{t('prices.vendorTakesText')}</p>
          <FormField label={t('prices.currency')}>
            {(control) => <Select {...control} value={costCurrency} onChange={setCostCurrency} options={currencies.map((value) => ({ value, label: value }))} />}
          </FormField>
          <AmountFields names={[...usual, ...further]} amounts={costs} onChange={setCosts} test="cost" />
        </Advanced>
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" disabled={!right} loading={saving} data-testid="entry-save">
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}

function AmountFields({ names, amounts, onChange, test }: { names: readonly AmountName[]; amounts: Amounts; onChange: (amounts: Amounts) => void; test: string }) {
  const t = useT()
  const wrong = wrongAmounts(amounts)
  return (
    <div className={styles.grid}>
      {names.map((name) => (
        <FormField key={name} label={t(`prices.amounts.${name}`)} help={t(`prices.units.${name}`)} error={wrong.includes(name) ? t('billing.badAmount') : undefined}>
          {(control) => <Input {...control} inputMode="decimal" value={amounts[name]} placeholder="–" onChange={(event) => onChange({ ...amounts, [name]: event.target.value })} data-testid={`${test}-${name}`} />}
        </FormField>
      ))}
    </div>
  )
}
