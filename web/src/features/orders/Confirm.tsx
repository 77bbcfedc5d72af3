import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { type FormEvent, useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { AdminOrder } from '@/api/types'
import { errorText } from '@/components/errors'
import { money } from '@/components/money'
import { FormField } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import styles from './Orders.module.css'

/** The money of a transfer has arrived: its reference, so that it pays one order only. */
export function Confirm({ order, onClose }: { order: AdminOrder; onClose: () => void }) {
  const t = useT()
  const client = useQueryClient()
  const [reference, setReference] = useState('')
  const confirm = useMutation({
    mutationFn: () => api.post(`/api/admin/billing/orders/${order.id}/confirm`, { reference: reference.trim() }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.everyOrder })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (reference.trim()) confirm.mutate()
  }
  return (
    <Modal open title={t('orders.confirmTitle', { amount: money(order.amount.amount_micros, order.amount.currency, currentLocale()) })} onCancel={onClose} footer={null} width={440} destroyOnHidden>
      <form onSubmit={submit} className={styles.form}>
        <FormField label={t('orders.reference')} help={t('orders.referenceHelp')} error={confirm.error ? errorText(confirm.error, t) : undefined}>
          {(control) => <Input {...control} autoFocus maxLength={200} value={reference} onChange={(event) => setReference(event.target.value)} data-testid="confirm-reference" />}
        </FormField>
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" disabled={!reference.trim()} loading={confirm.isPending} data-testid="confirm-submit">
            {t('orders.confirm')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
