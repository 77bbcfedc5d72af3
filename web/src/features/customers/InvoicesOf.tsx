import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { type FormEvent, useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { InvoiceSummary, Page, Wallet } from '@/api/types'
import { announce } from '@/components/Announcer'
import { EmptyState } from '@/components/EmptyState'
import { errorText } from '@/components/errors'
import { InvoiceList } from '@/features/billing/InvoiceList'
import { FormField, LoadState } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './Customers.module.css'

/** The months are those of the server's books, in UTC. */
function lastMonth() {
  const now = new Date()
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)).toISOString().slice(0, 7)
}

/** A customer's invoices, and one of any month that is over, made now: who pays in advance gets none by itself. */
export function InvoicesOf({ wallet, name, manages, onClose }: { wallet: Wallet; name: string; manages: boolean; onClose: () => void }) {
  const t = useT()
  const client = useQueryClient()
  const [month, setMonth] = useState(lastMonth)
  const key = keys.invoicesOf(wallet.owner.id)
  const query = useQuery({ queryKey: key, queryFn: ({ signal }) => api.get<Page<InvoiceSummary>>('/api/admin/invoices', { user_id: wallet.owner.id, limit: 24 }, signal) })
  const make = useMutation({
    mutationFn: () => api.post<InvoiceSummary>('/api/admin/invoices', { wallet_id: wallet.id, month }),
    onSuccess: async (made) => {
      announce(t('customers.invoiceMade', { number: made.number }))
      await client.invalidateQueries({ queryKey: key })
    },
  })
  const right = /^20\d\d-(0[1-9]|1[0-2])$/.test(month)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (right) make.mutate()
  }
  return (
    <Modal open title={t('customers.invoicesOf', { name })} onCancel={onClose} footer={null} width={640} destroyOnHidden>
      {manages && (
        <form onSubmit={submit} className={styles.form}>
          <FormField label={t('customers.month')} help={t('customers.monthHelp')} error={make.error ? errorText(make.error, t) : undefined}>
            {(control) => <Input {...control} type="month" value={month} max={lastMonth()} onChange={(event) => setMonth(event.target.value)} data-testid="invoice-month" />}
          </FormField>
          <div className={styles.buttons}>
            <Button type="primary" htmlType="submit" disabled={!right} loading={make.isPending} data-testid="invoice-make">
              {t('customers.makeInvoice')}
            </Button>
          </div>
        </form>
      )}
      <LoadState query={query} rows={1}>
        {({ items }) => (items.length ? <InvoiceList invoices={items} plain /> : <EmptyState title={t('customers.noInvoices')} />)}
      </LoadState>
    </Modal>
  )
}
