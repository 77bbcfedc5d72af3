import { Button } from 'antd'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import type { Balance } from '@/api/types'
import { EmptyState } from '@/components/EmptyState'
import { money } from '@/components/money'
import { Block, LoadState } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import styles from './Billing.module.css'
import { Invoices } from './Invoices'
import { Notices } from './Notices'
import { Orders } from './Orders'
import { Plan } from './Plan'
import { Redeem } from './Redeem'
import { Returned } from './Returned'
import { Statement } from './Statement'
import { TopUp } from './TopUp'
import { Wishes } from './Wishes'
import { useBalance, usePaymentMethods } from './useBilling'

/** `/settings/billing`: what is left to spend, paying in, and what has moved. */
export function BillingPage() {
  const t = useT()
  const [paying, setPaying] = useState(false)
  const [redeeming, setRedeeming] = useState(false)
  const [search, setSearch] = useSearchParams()
  const returned = search.get('order')
  const balance = useBalance()
  const methods = usePaymentMethods()
  const ways = methods.data?.ways.length ?? 0
  const limited = balance.data?.wallet_id != null
  return (
    <div data-testid="billing">
      <Notices />
      <Block title={t('billing.balance')} text={t('billing.balanceText')}>
        <LoadState query={balance} rows={1}>
          {(found) => (
            <div className={styles.balance}>
              <Amounts balance={found} />
              <div className={styles.actions}>
                <Button onClick={() => setRedeeming(true)} data-testid="redeem">
                  {t('billing.redeem')}
                </Button>
                <Button type="primary" icon={<Plus size={16} strokeWidth={2} aria-hidden />} disabled={!ways} onClick={() => setPaying(true)} data-testid="top-up">
                  {t('billing.topUp')}
                </Button>
              </div>
            </div>
          )}
        </LoadState>
        {methods.data && !ways && <EmptyState title={t('billing.noWays')} />}
      </Block>
      <Plan />
      {limited && (
        <Block title={t('billing.statement')} text={t('billing.statementText')}>
          <Statement path="/api/billing/statement" />
        </Block>
      )}
      <Invoices />
      <Orders />
      {limited && <Wishes />}
      {returned && <Returned id={returned} onClose={() => setSearch({}, { replace: true })} />}
      {redeeming && <Redeem onClose={() => setRedeeming(false)} />}
      {paying && methods.data && <TopUp methods={methods.data} onClose={() => setPaying(false)} />}
    </div>
  )
}

function Amounts({ balance }: { balance: Balance }) {
  const t = useT()
  const locale = currentLocale()
  const amount = (micros: number) => money(micros, balance.currency, locale)
  if (balance.amount_micros === null) return <p className={styles.amount}>{t('billing.unlimited')}</p>
  const facts: [string, string][] = []
  if (balance.grants_micros) facts.push([t('billing.grants'), amount(balance.grants_micros)])
  if (balance.held_micros) facts.push([t('billing.held'), amount(balance.held_micros)])
  if (balance.credit_limit_micros) facts.push([t('billing.credit'), amount(balance.credit_limit_micros)])
  if (balance.limit_micros) facts.push([t('billing.limit'), amount(balance.limit_micros)])
  return (
    <div>
      <p className={styles.amount} data-testid="balance">
        {amount(balance.amount_micros)}
      </p>
      {facts.length > 0 && (
        <dl className={styles.facts}>
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  )
}
