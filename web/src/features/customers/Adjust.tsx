import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { type FormEvent, useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { Wallet } from '@/api/types'
import { errorText } from '@/components/errors'
import { micros } from '@/components/money'
import { FormField } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './Customers.module.css'

/** Money in or out by hand, with the reason, once. */
export function Adjust({ wallet, name, onClose }: { wallet: Wallet; name: string; onClose: () => void }) {
  const t = useT()
  const client = useQueryClient()
  const [text, setText] = useState('')
  const [memo, setMemo] = useState('')
  const [until, setUntil] = useState('')
  const [attempt] = useState(() => crypto.randomUUID())
  const amount = micros(text)
  const right = amount !== null && amount !== 0 && memo.trim() && !(until && amount < 0)
  const adjust = useMutation({
    mutationFn: () =>
      api.post(
        `/api/admin/billing/wallets/${wallet.id}/adjust`,
        { amount_micros: amount, memo: memo.trim(), ...(until ? { expires_at: new Date(`${until}T23:59:59Z`).toISOString() } : {}) },
        { idempotencyKey: attempt },
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.allWallets })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (right) adjust.mutate()
  }
  return (
    <Modal open title={t('customers.adjustTitle', { name })} onCancel={onClose} footer={null} width={440} destroyOnHidden>
      <form onSubmit={submit} className={styles.form}>
        <FormField label={t('billing.amount')} help={t('customers.amountHelp')} error={text && (amount === null || amount === 0) ? t('billing.badAmount') : adjust.error ? errorText(adjust.error, t) : undefined}>
          {(control) => <Input {...control} autoFocus inputMode="decimal" suffix={wallet.available.currency} value={text} onChange={(event) => setText(event.target.value)} data-testid="adjust-amount" />}
        </FormField>
        <FormField label={t('customers.memo')} help={t('customers.memoHelp')}>
          {(control) => <Input {...control} maxLength={500} value={memo} onChange={(event) => setMemo(event.target.value)} data-testid="adjust-memo" />}
        </FormField>
        <FormField label={t('customers.until')} help={t('customers.untilHelp')}>
          {(control) => <Input {...control} type="date" value={until} onChange={(event) => setUntil(event.target.value)} />}
        </FormField>
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" disabled={!right} loading={adjust.isPending} data-testid="adjust-submit">
            {t('customers.adjust')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
