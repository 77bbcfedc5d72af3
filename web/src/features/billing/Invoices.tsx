import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { Download } from 'lucide-react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { InvoiceSummary, Page } from '@/api/types'
import { money } from '@/components/money'
import { Block } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import styles from './Billing.module.css'

/** The invoices of past months; nothing where there are none. */
export function Invoices() {
  const t = useT()
  const locale = currentLocale()
  const query = useQuery({ queryKey: keys.invoices, queryFn: ({ signal }) => api.get<Page<InvoiceSummary>>('/api/billing/invoices', { limit: 24 }, signal) })
  if (!query.data?.items.length) return null
  return (
    <Block title={t('billing.invoices')} text={t('billing.invoicesText')} testId="invoices">
      <ul className={styles.rows}>
        {query.data.items.map((invoice) => (
          <li key={invoice.id} className={styles.row}>
            <span className={styles.what}>
              <strong>{invoice.month}</strong>
              <span>
                {invoice.number}
                {invoice.due_micros > 0 && ` · ${t('billing.due', { amount: money(invoice.due_micros, invoice.currency, locale) })}`}
              </span>
            </span>
            <span className={styles.figure}>{money(invoice.total_micros, invoice.currency, locale)}</span>
            {(['pdf', 'csv'] as const).map((format) => (
              <Button key={format} size="small" href={`/api/billing/invoices/${invoice.id}/file?format=${format}&locale=${locale}`} download icon={<Download size={14} strokeWidth={1.75} aria-hidden />}>
                {format.toUpperCase()}
              </Button>
            ))}
          </li>
        ))}
      </ul>
    </Block>
  )
}
