import { useQuery } from '@tanstack/react-query'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { InvoiceSummary, Page } from '@/api/types'
import { Block } from '@/features/settings/ui'
import { useT } from '@/i18n'
import { InvoiceList } from './InvoiceList'

/** One's own invoices of past months, or a team's; nothing where there are none. */
export function Invoices({ team }: { team?: string }) {
  const t = useT()
  const query = useQuery({ queryKey: keys.invoices(team), queryFn: ({ signal }) => api.get<Page<InvoiceSummary>>('/api/billing/invoices', { limit: 24, team_id: team }, signal) })
  if (!query.data?.items.length) return null
  return (
    <Block title={t('billing.invoices')} text={t('billing.invoicesText')} testId="invoices">
      <InvoiceList invoices={query.data.items} />
    </Block>
  )
}
