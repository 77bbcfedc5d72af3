import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal, Segmented, Select } from 'antd'
import { type FormEvent, useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { BillingPlan } from '@/api/types'
import { errorText } from '@/components/errors'
import { micros } from '@/components/money'
import { FormField } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './Plans.module.css'

const units = ['calls', 'tokens', 'pictures'] as const
const states = ['offered', 'hidden', 'archived'] as const
const whole = (text: string) => text.trim() === '' || /^\d{1,15}$/.test(text.trim())
const amount = (text: string) => (text.trim() === '' ? 0 : micros(text))
const shown = (value: number | undefined) => (value ? String(value / 1_000_000) : '')

/** What a plan costs and holds. Who has it keeps the old terms until the next period. */
export function PlanDialog({ plan, onClose }: { plan: BillingPlan | undefined; onClose: () => void }) {
  const t = useT()
  const client = useQueryClient()
  const [name, setName] = useState(plan?.name ?? '')
  const [description, setDescription] = useState(plan?.description ?? '')
  const [state, setState] = useState(plan?.state ?? 'offered')
  const [every, setEvery] = useState(plan?.every ?? 'month')
  const [amounts, setAmounts] = useState({ fee_micros: shown(plan?.fee_micros), included_micros: shown(plan?.included_micros), credit_limit_micros: shown(plan?.credit_limit_micros) })
  const [included, setIncluded] = useState<Record<string, string>>(Object.fromEntries(units.map((unit) => [unit, String(plan?.included[unit] ?? '')])))
  const [factor, setFactor] = useState(plan?.factor ?? '1')
  const [storage, setStorage] = useState(String(plan?.storage_mb ?? ''))
  const right = name.trim() && Object.values(amounts).every((text) => (amount(text) ?? -1) >= 0) && Object.values(included).every(whole) && whole(storage) && /^\d{1,4}(\.\d{1,6})?$/.test(factor)
  const save = useMutation({
    mutationFn: () => {
      const body = {
        name: name.trim(),
        description: description.trim(),
        state,
        every,
        factor,
        storage_mb: Number(storage) || null,
        ...Object.fromEntries(Object.entries(amounts).map(([key, text]) => [key, amount(text)])),
        included: { ...plan?.included, ...Object.fromEntries(Object.entries(included).flatMap(([unit, text]) => (Number(text) ? [[unit, Number(text)]] : []))) },
      }
      for (const unit of units) if (!Number(included[unit])) delete (body.included as Record<string, number>)[unit]
      return plan ? api.put(`/api/admin/plans/${plan.id}`, body) : api.post('/api/admin/plans', body)
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.adminPlans })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (right) save.mutate()
  }
  return (
    <Modal open title={plan ? t('plans.change') : t('plans.add')} onCancel={onClose} footer={null} width={560} destroyOnHidden>
      <form onSubmit={submit} className={styles.form}>
        <FormField label={t('plans.name')} error={save.error ? errorText(save.error, t) : undefined}>
          {(control) => <Input {...control} autoFocus maxLength={100} value={name} onChange={(event) => setName(event.target.value)} data-testid="plan-name" />}
        </FormField>
        <FormField label={t('plans.description')}>
          {(control) => <Input.TextArea {...control} autoSize={{ minRows: 1, maxRows: 4 }} maxLength={2000} value={description} onChange={(event) => setDescription(event.target.value)} />}
        </FormField>
        <div className={styles.grid}>
          <FormField label={t('plans.fee')} help={t('plans.currencyHelp')}>
            {(control) => <Input {...control} inputMode="decimal" placeholder="0" value={amounts.fee_micros} onChange={(event) => setAmounts({ ...amounts, fee_micros: event.target.value })} data-testid="plan-fee" />}
          </FormField>
          <FormField label={t('plans.every')}>
            {(control) => (
              <div {...control}>
                <Segmented value={every} onChange={setEvery} options={['month', 'year'].map((value) => ({ value, label: t(`billing.every.${value}`, { defaultValue: value }) }))} />
              </div>
            )}
          </FormField>
        </div>
        <h4>{t('plans.includedTitle')}</h4>
        <div className={styles.grid}>
          {units.map((unit) => (
            <FormField key={unit} label={t(`billing.units.${unit}`)}>
              {(control) => <Input {...control} inputMode="numeric" placeholder="–" value={included[unit]} onChange={(event) => setIncluded({ ...included, [unit]: event.target.value })} data-testid={`plan-${unit}`} />}
            </FormField>
          ))}
          <FormField label={t('plans.money')} help={t('plans.moneyHelp')}>
            {(control) => <Input {...control} inputMode="decimal" placeholder="–" value={amounts.included_micros} onChange={(event) => setAmounts({ ...amounts, included_micros: event.target.value })} />}
          </FormField>
        </div>
        <div className={styles.grid}>
          <FormField label={t('plans.factor')} help={t('plans.factorHelp')}>
            {(control) => <Input {...control} prefix="×" inputMode="decimal" value={factor} onChange={(event) => setFactor(event.target.value)} />}
          </FormField>
          <FormField label={t('plans.credit')} help={t('plans.creditHelp')}>
            {(control) => <Input {...control} inputMode="decimal" placeholder="–" value={amounts.credit_limit_micros} onChange={(event) => setAmounts({ ...amounts, credit_limit_micros: event.target.value })} />}
          </FormField>
          <FormField label={t('plans.storage')} help={t('plans.storageHelp')}>
            {(control) => <Input {...control} inputMode="numeric" suffix="MB" placeholder="–" value={storage} onChange={(event) => setStorage(event.target.value)} data-testid="plan-storage" />}
          </FormField>
          <FormField label={t('plans.state')}>
            {(control) => <Select {...control} value={state} onChange={setState} options={states.map((value) => ({ value, label: t(`plans.states.${value}`) }))} />}
          </FormField>
        </div>
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" disabled={!right} loading={save.isPending} data-testid="plan-save">
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
