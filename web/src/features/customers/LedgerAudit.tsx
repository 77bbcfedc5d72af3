import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { CircleCheck, TriangleAlert } from 'lucide-react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { LastLedgerReport, LedgerReport } from '@/api/types'
import { errorText } from '@/components/errors'
import { exactTime } from '@/components/time'
import { Block, LoadState } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import styles from './Customers.module.css'

/** Whether every balance is what its entries sum to; there is an audit every night, and one whenever one wants. */
export function LedgerAudit({ manages }: { manages: boolean }) {
  const t = useT()
  const client = useQueryClient()
  const { message } = App.useApp()
  const query = useQuery({ queryKey: keys.ledgerAudit, queryFn: ({ signal }) => api.get<LastLedgerReport>('/api/admin/billing/audit', undefined, signal) })
  const audit = useMutation({
    mutationFn: () => api.post<LedgerReport>('/api/admin/billing/audit'),
    onSuccess: (report) => client.setQueryData<LastLedgerReport>(keys.ledgerAudit, { report }),
    onError: (error) => void message.error(errorText(error, t)),
  })
  return (
    <Block
      title={t('customers.audit')}
      text={t('customers.auditText')}
      action={
        manages && (
          <Button loading={audit.isPending} onClick={() => audit.mutate()} data-testid="ledger-audit">
            {t('customers.auditNow')}
          </Button>
        )
      }
    >
      <LoadState query={query} rows={1}>
        {({ report }) => (report ? <Report report={report} /> : <p className={styles.report}>{t('customers.noAudit')}</p>)}
      </LoadState>
    </Block>
  )
}

function Report({ report }: { report: LedgerReport }) {
  const t = useT()
  const Icon = report.holds ? CircleCheck : TriangleAlert
  return (
    <div className={styles.report} role="status" data-testid={report.holds ? 'ledger-holds' : 'ledger-drift'}>
      <Icon size={20} strokeWidth={1.75} aria-hidden data-good={report.holds || undefined} />
      <div>
        <strong>{t(report.holds ? 'customers.holds' : 'customers.drift')}</strong>
        <p>{t('customers.auditedAt', { time: exactTime(report.at, currentLocale()) })}</p>
        {report.drift.length > 0 && (
          <ul>
            {report.drift.slice(0, 20).map((one) => (
              <li key={`${one.check} ${one.subject}`}>{one.sentence}</li>
            ))}
          </ul>
        )}
        {report.overdrawn.length > 0 && <p>{t('customers.overdrawn', { wallets: report.overdrawn.join(', ') })}</p>}
      </div>
    </div>
  )
}
