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

/** How far below nothing a customer's calls may go. */
export function Credit({ wallet, onClose }: { wallet: Wallet; onClose: () => void }) {
  const t = useT()
  const client = useQueryClient()
  const [text, setText] = useState(String(wallet.credit_limit.amount_micros / 1_000_000))
  const amount = micros(text)
  const right = amount !== null && amount >= 0
  const save = useMutation({
    mutationFn: () => api.patch(`/api/admin/billing/wallets/${wallet.id}`, { credit_limit_micros: amount }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.allWallets })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (right) save.mutate()
  }
  return (
    <Modal open title={t('customers.credit')} onCancel={onClose} footer={null} width={420} destroyOnHidden>
      <form onSubmit={submit} className={styles.form}>
        <FormField label={t('billing.amount')} help={t('customers.creditHelp')} error={text && !right ? t('billing.badAmount') : save.error ? errorText(save.error, t) : undefined}>
          {(control) => <Input {...control} autoFocus inputMode="decimal" suffix={wallet.available.currency} value={text} onChange={(event) => setText(event.target.value)} />}
        </FormField>
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" disabled={!right} loading={save.isPending}>
            {t('common.save')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
