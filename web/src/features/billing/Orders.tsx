import { Button, Modal } from 'antd'
import { useState } from 'react'
import type { PaymentOrder } from '@/api/types'
import { EmptyState } from '@/components/EmptyState'
import { money } from '@/components/money'
import { exactTime, relativeTime } from '@/components/time'
import { useNow } from '@/components/useNow'
import { Block, LoadState, Tag } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import styles from './Billing.module.css'
import { Checkout } from './Checkout'
import { tones } from './tones'
import { useOrders } from './useBilling'

/** What was paid, and what waits to be paid. */
export function Orders() {
  const t = useT()
  const query = useOrders()
  const [open, setOpen] = useState<PaymentOrder>()
  return (
    <Block title={t('billing.orders')} testId="orders">
      <LoadState query={query}>
        {({ items }) =>
          items.length ? (
            <ul className={styles.rows}>
              {items.map((order) => (
                <Row key={order.id} order={order} onPay={() => setOpen(order)} />
              ))}
            </ul>
          ) : (
            <EmptyState title={t('billing.noOrders')} text={t('billing.noOrdersText')} />
          )
        }
      </LoadState>
      {open && (
        <Modal open title={t('billing.topUp')} onCancel={() => setOpen(undefined)} footer={null} width={460}>
          <Checkout order={open} onClose={() => setOpen(undefined)} />
        </Modal>
      )}
    </Block>
  )
}

function Row({ order, onPay }: { order: PaymentOrder; onPay: () => void }) {
  const t = useT()
  const locale = currentLocale()
  const now = useNow()
  const back = order.refunded.amount_micros
  return (
    <li className={styles.row}>
      <span className={styles.what}>
        <strong>{t(`billing.providers.${order.provider}`, { defaultValue: order.provider })}</strong>
        <span>
          <time dateTime={order.created_at} title={exactTime(order.created_at, locale)}>
            {relativeTime(order.created_at, locale, now, t('common.justNow'))}
          </time>
          {order.test ? ` · ${t('billing.test')}` : ''}
          {back ? ` · ${t('billing.refunded', { amount: money(back, order.refunded.currency, locale) })}` : ''}
        </span>
      </span>
      <Tag tone={tones[order.status]}>{t(`billing.statuses.${order.status}`)}</Tag>
      <span className={styles.figure}>{money(order.amount.amount_micros, order.amount.currency, locale)}</span>
      {order.status === 'pending' && order.checkout && (
        <Button size="small" onClick={onPay}>
          {t('billing.pay')}
        </Button>
      )}
    </li>
  )
}
