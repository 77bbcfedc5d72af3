import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import { may, useUser } from '@/api/session'
import type { Page, User, Wallet } from '@/api/types'
import { EmptyState } from '@/components/EmptyState'
import { money } from '@/components/money'
import { Statement } from '@/features/billing/Statement'
import { Block, LoadState, Tag } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import { Adjust } from './Adjust'
import { Credit } from './Credit'
import styles from './Customers.module.css'
import { InvoicesOf } from './InvoicesOf'
import { LedgerAudit } from './LedgerAudit'

type Dialog = { kind: 'adjust' | 'credit' | 'statement' | 'invoices'; wallet: Wallet }

/** `/settings/customers`: what every customer has, and what was done by hand; the ledger's own audit. */
export function CustomersPage() {
  const t = useT()
  const user = useUser()
  const manages = may(user, 'billing.manage')
  const [owner, setOwner] = useState('')
  const [dialog, setDialog] = useState<Dialog>()
  const filter = { owner_id: owner.trim() || undefined }
  const query = useInfiniteQuery({
    queryKey: keys.wallets(filter),
    queryFn: ({ pageParam, signal }) => api.get<Page<Wallet>>('/api/admin/billing/wallets', { ...filter, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  })
  const users = useQuery({ queryKey: keys.users, queryFn: ({ signal }) => api.get<Page<User>>('/api/users', undefined, signal), enabled: may(user, 'users.read'), retry: false })
  const names = new Map(users.data?.items.map((one) => [one.id, one.name || one.email]))
  const nameOf = (wallet: Wallet) => names.get(wallet.owner.id) ?? wallet.owner.id
  return (
    <div data-testid="customers">
      <Block title={t('customers.title')} text={t('customers.text')}>
        <div className={styles.filters}>
          <Input allowClear value={owner} maxLength={40} onChange={(event) => setOwner(event.target.value)} placeholder={t('customers.owner')} aria-label={t('customers.owner')} />
        </div>
        <LoadState query={query}>
          {({ pages }) => {
            const wallets = pages.flatMap((page) => page.items)
            if (!wallets.length) return <EmptyState title={t('customers.none')} text={t('customers.noneText')} />
            return (
              <>
                <ul className={styles.rows} data-testid="wallets">
                  {wallets.map((wallet) => (
                    <Row key={wallet.id} wallet={wallet} name={nameOf(wallet)} manages={manages} onOpen={(kind) => setDialog({ kind, wallet })} />
                  ))}
                </ul>
                {query.hasNextPage && (
                  <div className={styles.more}>
                    <Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
                      {t('common.loadMore')}
                    </Button>
                  </div>
                )}
              </>
            )
          }}
        </LoadState>
      </Block>
      <LedgerAudit manages={manages} />
      {dialog?.kind === 'adjust' && <Adjust wallet={dialog.wallet} name={nameOf(dialog.wallet)} onClose={() => setDialog(undefined)} />}
      {dialog?.kind === 'credit' && <Credit wallet={dialog.wallet} onClose={() => setDialog(undefined)} />}
      {dialog?.kind === 'invoices' && <InvoicesOf wallet={dialog.wallet} name={nameOf(dialog.wallet)} manages={manages} onClose={() => setDialog(undefined)} />}
      {dialog?.kind === 'statement' && (
        <Modal open title={nameOf(dialog.wallet)} onCancel={() => setDialog(undefined)} footer={null} width={640} destroyOnHidden>
          <Statement path={`/api/admin/billing/wallets/${dialog.wallet.id}/statement`} />
        </Modal>
      )}
    </div>
  )
}

function Row({ wallet, name, manages, onOpen }: { wallet: Wallet; name: string; manages: boolean; onOpen: (kind: Dialog['kind']) => void }) {
  const t = useT()
  const locale = currentLocale()
  const facts = (['money', 'grants', 'held', 'owed', 'credit_limit'] as const).filter((fact) => wallet[fact].amount_micros !== 0)
  return (
    <li className={styles.row} data-testid={`wallet-${wallet.owner.id}`}>
      <span className={styles.what}>
        <strong>
          {name} {wallet.owner.kind === 'team' && <Tag tone="info">{t('customers.team')}</Tag>}
        </strong>
        <span>{facts.map((fact) => `${t(`customers.${fact}`)} ${money(wallet[fact].amount_micros, wallet[fact].currency, locale)}`).join(' · ') || t('customers.empty')}</span>
      </span>
      <span className={styles.figure}>{money(wallet.available.amount_micros, wallet.available.currency, locale)}</span>
      <span className={styles.actions}>
        <Button size="small" onClick={() => onOpen('statement')}>
          {t('billing.statement')}
        </Button>
        <Button size="small" onClick={() => onOpen('invoices')} data-testid="invoices-of">
          {t('billing.invoices')}
        </Button>
        {manages && (
          <>
            <Button size="small" onClick={() => onOpen('adjust')} data-testid="adjust">
              {t('customers.adjust')}
            </Button>
            <Button size="small" onClick={() => onOpen('credit')}>
              {t('customers.credit')}
            </Button>
          </>
        )}
      </span>
    </li>
  )
}
