import { useQuery } from '@tanstack/react-query'
import { Modal } from 'antd'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { Invoice, InvoiceSummary } from '@/api/types'
import { exactMoney } from '@/components/money'
import { LoadState } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import styles from './Billing.module.css'
import { InvoiceFiles } from './InvoiceList'

/** What an invoice says: its calls by model and key, what else moved, and the sums. */
export function InvoiceDialog({ summary, onClose }: { summary: InvoiceSummary; onClose: () => void }) {
  const t = useT()
  const query = useQuery({ queryKey: keys.invoice(summary.id), queryFn: ({ signal }) => api.get<Invoice>(`/api/billing/invoices/${summary.id}`, undefined, signal) })
  return (
    <Modal open title={t('billing.invoiceTitle', { month: summary.month, number: summary.number })} onCancel={onClose} footer={null} width={640} destroyOnHidden>
      <LoadState query={query}>{(invoice) => <Lines invoice={invoice} />}</LoadState>
      <div className={styles.buttons}>
        <InvoiceFiles invoice={summary} />
      </div>
    </Modal>
  )
}

function Lines({ invoice }: { invoice: Invoice }) {
  const t = useT()
  const locale = currentLocale()
  const amount = (micros: number) => exactMoney(micros, invoice.currency, locale)
  const number = new Intl.NumberFormat(locale)
  const sums = [
    ['opening', t('billing.invoiceOpening'), invoice.opening_micros],
    ['total', t('billing.invoiceTotal'), invoice.total_micros],
    ['closing', t('billing.invoiceClosing'), invoice.closing_micros],
    ['due', t('billing.invoiceDue'), invoice.due_micros],
  ] as const
  return (
    <div className={styles.invoice} data-testid="invoice">
      {invoice.usage.length > 0 && (
        <section>
          <h4>{t('billing.invoiceCalls')}</h4>
          <ul className={styles.rows}>
            {invoice.usage.map((row) => (
              <li key={`${row.model} ${row.provider} ${row.key_id}`} className={styles.row} data-testid="invoice-usage">
                <span className={styles.what}>
                  <strong>{row.model}</strong>
                  <span>
                    {[
                      t('billing.kinds.usage', { count: row.calls }),
                      row.input_tokens + row.output_tokens > 0 && t('billing.invoiceTokens', { input: number.format(row.input_tokens), output: number.format(row.output_tokens) }),
                      row.images > 0 && `${number.format(row.images)} ${t('billing.units.pictures')}`,
                      row.key_id && t('billing.invoiceKey', { key: row.key_id.slice(-6) }),
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </span>
                <span className={styles.figure}>{amount(row.charge_micros)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {invoice.entries.length > 0 && (
        <section>
          <h4>{t('billing.invoiceEntries')}</h4>
          <ul className={styles.rows}>
            {invoice.entries.map((entry, index) => (
              <li key={index} className={styles.row} data-testid="invoice-entry">
                <span className={styles.what}>
                  <strong>{entry.memo || t(`billing.kinds.${entry.kind}`, { defaultValue: entry.kind })}</strong>
                  <span>
                    {entry.at.slice(0, 10)} · {t(`billing.kinds.${entry.kind}`, { defaultValue: entry.kind })}
                  </span>
                </span>
                <span className={styles.figure} data-in={entry.micros > 0 || undefined}>
                  {entry.micros > 0 && '+'}
                  {amount(entry.micros)}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <dl className={styles.sums}>
        {sums.map(([id, name, micros]) => (
          <div key={id} data-testid={`invoice-${id}`}>
            <dt>{name}</dt>
            <dd>{amount(micros)}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
