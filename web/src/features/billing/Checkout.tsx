import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, QRCode, Spin } from 'antd'
import { CircleCheck, CircleX, ExternalLink } from 'lucide-react'
import { useEffect } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { PaymentOrder } from '@/api/types'
import { announce } from '@/components/Announcer'
import { errorText } from '@/components/errors'
import { money } from '@/components/money'
import { CodeBox } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import styles from './Billing.module.css'

const LOOK_EVERY_MS = 2_000

/** How to pay an order; changes by itself when the money has arrived. */
export function Checkout({ order: first, onClose }: { order: PaymentOrder; onClose: () => void }) {
  const t = useT()
  const locale = currentLocale()
  const client = useQueryClient()
  const query = useQuery({
    queryKey: keys.order(first.id),
    queryFn: ({ signal }) => api.get<PaymentOrder>(`/api/billing/orders/${first.id}`, undefined, signal),
    initialData: first,
    refetchInterval: ({ state }) => (state.data?.status === 'pending' ? LOOK_EVERY_MS : false),
  })
  const order = query.data
  const look = useMutation({
    mutationFn: () => api.post<PaymentOrder>(`/api/billing/orders/${first.id}/look`),
    onSuccess: (found) => client.setQueryData(keys.order(first.id), found),
  })
  const paid = order.status === 'paid'
  useEffect(() => {
    if (!paid) return
    announce(t('billing.arrived'))
    void client.invalidateQueries({ queryKey: keys.billing })
  }, [paid, client, t])
  if (order.status !== 'pending') {
    const Icon = paid ? CircleCheck : CircleX
    return (
      <div className={styles.ended} role="status" data-testid={`order-${order.status}`}>
        <Icon size={40} strokeWidth={1.5} aria-hidden data-good={paid || undefined} />
        <p>{paid ? t('billing.credited', { amount: money(order.credit.amount_micros, order.credit.currency, locale) }) : t(order.status === 'expired' ? 'billing.ended.expired' : 'billing.ended.failed')}</p>
        <Button type="primary" onClick={onClose} data-testid="checkout-done">
          {t('common.close')}
        </Button>
      </div>
    )
  }
  const { checkout } = order
  return (
    <div className={styles.checkout}>
      <p className={styles.sum}>{money(order.amount.amount_micros, order.amount.currency, locale)}</p>
      {order.test && <p className={styles.note}>{t('billing.testNote')}</p>}
      {checkout?.qr && (
        <>
          <QRCode value={checkout.qr} size={200} bordered={false} bgColor="#fff" color="#000" />
          <p>{t('billing.scan')}</p>
        </>
      )}
      {checkout?.url && (
        <Button type="primary" size="large" href={checkout.url} target="_blank" rel="noopener noreferrer" icon={<ExternalLink size={16} strokeWidth={1.75} aria-hidden />} data-testid="pay-link">
          {t('billing.payThere')}
        </Button>
      )}
      {checkout?.instructions && <p className={styles.instructions}>{checkout.instructions}</p>}
      {checkout?.ref && <CodeBox text={checkout.ref} label={t('billing.reference')} single testId="pay-reference" />}
      <p className={styles.waiting}>
        <Spin size="small" /> {t('billing.waiting')}
      </p>
      {look.error && <p role="alert">{errorText(look.error, t)}</p>}
      <div className={styles.buttons}>
        <Button onClick={onClose}>{t('billing.later')}</Button>
        <Button onClick={() => look.mutate()} loading={look.isPending} data-testid="pay-look">
          {t('billing.paid')}
        </Button>
      </div>
    </div>
  )
}
