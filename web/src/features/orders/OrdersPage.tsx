import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Input, Select, Switch } from 'antd'
import { useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import { may, useUser } from '@/api/session'
import type { AdminOrder, Page } from '@/api/types'
import { EmptyState } from '@/components/EmptyState'
import { money } from '@/components/money'
import { exactTime } from '@/components/time'
import { tones } from '@/features/billing/tones'
import { Block, LoadState, Tag } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import { Confirm } from './Confirm'
import styles from './Orders.module.css'
import { Refund } from './Refund'
import { useSeen } from './useSeen'

const statuses = ['pending', 'paid', 'expired', 'failed'] as const

/** `/settings/orders`: what customers paid, with transfers to confirm and money to pay back. */
export function OrdersPage() {
  const t = useT()
  const user = useUser()
  const manages = may(user, 'billing.manage')
  const [status, setStatus] = useState<(typeof statuses)[number]>()
  const [person, setPerson] = useState('')
  const [flagged, setFlagged] = useState(false)
  const [confirming, setConfirming] = useState<AdminOrder>()
  const [refunding, setRefunding] = useState<AdminOrder>()
  const filter = { status, user_id: person.trim() || undefined, flagged: flagged || undefined }
  const query = useInfiniteQuery({
    queryKey: keys.allOrders(filter),
    queryFn: ({ pageParam, signal }) => api.get<Page<AdminOrder>>('/api/admin/billing/orders', { ...filter, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    refetchInterval: 15_000,
  })
  const filtered = Object.values(filter).some((value) => value !== undefined)
  return (
    <div data-testid="orders-page">
      <Block title={t('orders.title')} text={t('orders.text')}>
        <div className={styles.filters}>
          <Select allowClear value={status} onChange={setStatus} placeholder={t('orders.anyStatus')} aria-label={t('orders.status')} options={statuses.map((value) => ({ value, label: t(`billing.statuses.${value}`) }))} />
          <Input allowClear value={person} onChange={(event) => setPerson(event.target.value)} placeholder={t('orders.person')} aria-label={t('orders.person')} />
          <label>
            <Switch size="small" checked={flagged} onChange={setFlagged} data-testid="orders-flagged" />
            {t('orders.onlyFlagged')}
          </label>
        </div>
        <LoadState query={query}>
          {({ pages }) => {
            const orders = pages.flatMap((page) => page.items)
            if (!orders.length) return <EmptyState title={t(filtered ? 'orders.noneFiltered' : 'orders.none')} text={filtered ? undefined : t('orders.noneText')} />
            return (
              <>
                <ul className={styles.rows} data-testid="orders">
                  {orders.map((order) => (
                    <Row key={order.id} order={order} manages={manages} onConfirm={() => setConfirming(order)} onRefund={() => setRefunding(order)} />
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
      {confirming && <Confirm order={confirming} onClose={() => setConfirming(undefined)} />}
      {refunding && <Refund order={refunding} onClose={() => setRefunding(undefined)} />}
    </div>
  )
}

function Row({ order, manages, onConfirm, onRefund }: { order: AdminOrder; manages: boolean; onConfirm: () => void; onRefund: () => void }) {
  const t = useT()
  const locale = currentLocale()
  const seen = useSeen(order.id)
  const left = order.amount.amount_micros - order.refunded.amount_micros
  const facts: [string, string][] = [
    [t('orders.customer'), order.user_id],
    [t('orders.order'), order.id],
    [t('orders.reference'), order.payment_ref ?? '–'],
    [t('orders.made'), exactTime(order.created_at, locale)],
  ]
  return (
    <li className={styles.row} data-testid="order">
      <div className={styles.head}>
        <strong>{money(order.amount.amount_micros, order.amount.currency, locale)}</strong>
        <span>{t(`billing.providers.${order.provider}`, { defaultValue: order.provider })}</span>
        <Tag tone={tones[order.status]}>{t(`billing.statuses.${order.status}`)}</Tag>
        {order.test && <Tag>{t('billing.test')}</Tag>}
        {order.flag && <Tag tone="warning">{t(`orders.flags.${order.flag}`, { defaultValue: order.flag })}</Tag>}
        {order.refunded.amount_micros > 0 && <Tag>{t('billing.refunded', { amount: money(order.refunded.amount_micros, order.refunded.currency, locale) })}</Tag>}
      </div>
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {manages && (
        <div className={styles.actions}>
          {order.status === 'pending' && order.provider === 'manual' && (
            <Button size="small" type="primary" onClick={onConfirm} data-testid="order-confirm">
              {t('orders.confirm')}
            </Button>
          )}
          {order.status === 'paid' && left > 0 && (
            <Button size="small" onClick={onRefund} data-testid="order-refund">
              {t('orders.refund')}
            </Button>
          )}
          {order.flag && (
            <Button size="small" onClick={() => seen.mutate()} loading={seen.isPending}>
              {t('orders.seen')}
            </Button>
          )}
        </div>
      )}
    </li>
  )
}
