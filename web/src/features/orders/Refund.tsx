import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { type FormEvent, useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { AdminOrder } from '@/api/types'
import { errorText } from '@/components/errors'
import { micros, money } from '@/components/money'
import { FormField } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import styles from './Orders.module.css'

/** Pays back all that is left of an order, or a part of it. */
export function Refund({ order, onClose }: { order: AdminOrder; onClose: () => void }) {
  const t = useT()
  const client = useQueryClient()
  const left = order.amount.amount_micros - order.refunded.amount_micros
  const [text, setText] = useState(String(left / 1_000_000))
  const [reason, setReason] = useState('')
  const [reference, setReference] = useState('')
  // One attempt has one key: a second click pays back nothing more.
  const [attempt] = useState(() => crypto.randomUUID())
  const amount = micros(text)
  const fits = amount !== null && amount > 0 && amount <= left
  const refund = useMutation({
    mutationFn: () =>
      api.post(
        `/api/admin/billing/orders/${order.id}/refund`,
        { amount_micros: amount, reason: reason.trim(), ...(order.by_hand ? { reference: reference.trim() } : {}) },
        { idempotencyKey: attempt },
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.everyOrder })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (fits && (!order.by_hand || reference.trim())) refund.mutate()
  }
  return (
    <Modal open title={t('orders.refundTitle')} onCancel={onClose} footer={null} width={440} destroyOnHidden>
      <form onSubmit={submit} className={styles.form}>
        <FormField
          label={t('billing.amount')}
          help={t('orders.leftOf', { amount: money(left, order.amount.currency, currentLocale()) })}
          error={text && !fits ? t('orders.badRefund') : refund.error ? errorText(refund.error, t) : undefined}
        >
          {(control) => <Input {...control} autoFocus inputMode="decimal" suffix={order.amount.currency} value={text} onChange={(event) => setText(event.target.value)} data-testid="refund-amount" />}
        </FormField>
        <FormField label={t('orders.reason')}>{(control) => <Input {...control} maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />}</FormField>
        {order.by_hand && (
          <FormField label={t('orders.reference')} help={t('orders.byHand')}>
            {(control) => <Input {...control} maxLength={200} value={reference} onChange={(event) => setReference(event.target.value)} data-testid="refund-reference" />}
          </FormField>
        )}
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" danger htmlType="submit" disabled={!fits || (order.by_hand && !reference.trim())} loading={refund.isPending} data-testid="refund-submit">
            {t('orders.refund')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
