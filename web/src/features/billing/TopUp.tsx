import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input, Modal, Segmented } from 'antd'
import { type FormEvent, useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { PaymentMethods, PaymentOrder } from '@/api/types'
import { errorText } from '@/components/errors'
import { micros, money } from '@/components/money'
import { FormField } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import styles from './Billing.module.css'
import { Checkout } from './Checkout'
import { amounts, choices } from './ways'

/** Asks how much and how, then shows how to pay and waits until the money has arrived. */
export function TopUp({ methods, onClose }: { methods: PaymentMethods; onClose: () => void }) {
  const t = useT()
  const locale = currentLocale()
  const client = useQueryClient()
  const options = choices(methods)
  const [chosen, setChosen] = useState(options[0]?.key)
  const way = options.find((one) => one.key === chosen) ?? options[0]
  const [text, setText] = useState('')
  const [save, setSave] = useState(false)
  // One attempt has one key: a second click makes no second order.
  const [attempt, setAttempt] = useState(() => crypto.randomUUID())
  const amount = micros(text)
  const start = useMutation({
    mutationFn: () =>
      api.post<PaymentOrder>(
        '/api/billing/orders',
        { provider: way!.provider, method: way!.method, currency: way!.currency, amount_micros: amount, save_method: save },
        { idempotencyKey: attempt },
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.orders }),
    onError: () => setAttempt(crypto.randomUUID()),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (way && amount && amount > 0) start.mutate()
  }
  return (
    <Modal open title={t('billing.topUp')} onCancel={onClose} mask={{ closable: !start.data }} width={460} footer={null} destroyOnHidden>
      {start.data ? (
        <Checkout order={start.data} onClose={onClose} />
      ) : (
        <form onSubmit={submit} className={styles.form}>
          <FormField label={t('billing.way')}>
            {(control) => (
              <div {...control} role="radiogroup" className={styles.ways}>
                {options.map((one) => (
                  <button key={one.key} type="button" role="radio" aria-checked={one.key === way?.key} onClick={() => setChosen(one.key)} data-testid={`way-${one.provider}`}>
                    <strong>{t(`billing.providers.${one.provider}`, { defaultValue: one.provider })}</strong>
                    <span>
                      {[t(`billing.methods.${one.method}`, { defaultValue: '' }), one.currency, one.test ? t('billing.test') : ''].filter(Boolean).join(' · ')}
                    </span>
                  </button>
                ))}
              </div>
            )}
          </FormField>
          <FormField
            label={t('billing.amount')}
            help={t('billing.between', { least: money(methods.least.amount_micros, methods.currency, locale), most: money(methods.most.amount_micros, methods.currency, locale) })}
            error={text && (amount === null || amount <= 0) ? t('billing.badAmount') : start.error ? errorText(start.error, t) : undefined}
          >
            {(control) => <Input {...control} inputMode="decimal" value={text} suffix={way?.currency} onChange={(event) => setText(event.target.value)} data-testid="top-up-amount" />}
          </FormField>
          <Segmented<string> size="small" value={text} onChange={setText} options={amounts(way?.currency).map((one) => ({ value: one, label: money(Number(one) * 1_000_000, way?.currency, locale) }))} />
          {way?.saves && (
            <Checkbox checked={save} onChange={(event) => setSave(event.target.checked)}>
              {t('billing.saveMethod')}
            </Checkbox>
          )}
          <div className={styles.buttons}>
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="primary" htmlType="submit" disabled={!way || !amount || amount <= 0} loading={start.isPending} data-testid="top-up-submit">
              {t('billing.toPay')}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  )
}
