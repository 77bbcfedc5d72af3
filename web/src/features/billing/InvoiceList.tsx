import { Button } from 'antd'
import { Download } from 'lucide-react'
import { useState } from 'react'
import type { InvoiceSummary } from '@/api/types'
import { money } from '@/components/money'
import { currentLocale, useT } from '@/i18n'
import styles from './Billing.module.css'
import { InvoiceDialog } from './InvoiceDialog'

/** Invoices, each to open and to download. `plain`: what is around has its own margins. */
export function InvoiceList({ invoices, plain }: { invoices: InvoiceSummary[]; plain?: boolean }) {
  const t = useT()
  const locale = currentLocale()
  const [open, setOpen] = useState<InvoiceSummary>()
  return (
    <>
      <ul className={styles.rows} data-plain={plain || undefined}>
        {invoices.map((invoice) => (
          <li key={invoice.id} className={styles.row} data-testid={`invoice-${invoice.month}`}>
            <span className={styles.what}>
              <strong>{invoice.month}</strong>
              <span>
                {invoice.number}
                {invoice.due_micros > 0 && ` · ${t('billing.due', { amount: money(invoice.due_micros, invoice.currency, locale) })}`}
              </span>
            </span>
            <span className={styles.figure}>{money(invoice.total_micros, invoice.currency, locale)}</span>
            <span className={styles.actions}>
              <Button size="small" onClick={() => setOpen(invoice)} aria-label={t('billing.openInvoice', { number: invoice.number })} data-testid="invoice-open">
                {t('billing.open')}
              </Button>
              <InvoiceFiles invoice={invoice} />
            </span>
          </li>
        ))}
      </ul>
      {open && <InvoiceDialog summary={open} onClose={() => setOpen(undefined)} />}
    </>
  )
}

/** The invoice as PDF, and its calls as CSV. */
export function InvoiceFiles({ invoice }: { invoice: InvoiceSummary }) {
  const locale = currentLocale()
  return (['pdf', 'csv'] as const).map((format) => (
    <Button
      key={format}
      size="small"
      href={`/api/billing/invoices/${invoice.id}/file?format=${format}&locale=${locale}`}
      download
      icon={<Download size={14} strokeWidth={1.75} aria-hidden />}
      data-testid={`invoice-${format}`}
    >
      {format.toUpperCase()}
    </Button>
  ))
}
