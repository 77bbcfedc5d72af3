import { useQuery } from '@tanstack/react-query'
import { Modal } from 'antd'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { PaymentOrder } from '@/api/types'
import { LoadState } from '@/features/settings/ui'
import { useT } from '@/i18n'
import { Checkout } from './Checkout'

/** Back from a provider's page: the order, after its provider was asked. The address alone proves nothing. */
export function Returned({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useT()
  const query = useQuery({ queryKey: keys.returned(id), queryFn: () => api.post<PaymentOrder>(`/api/billing/orders/${encodeURIComponent(id)}/look`), retry: false, staleTime: Infinity })
  return (
    <Modal open title={t('billing.topUp')} onCancel={onClose} footer={null} width={460}>
      <LoadState query={query} rows={1}>
        {(order) => <Checkout order={order} onClose={onClose} />}
      </LoadState>
    </Modal>
  )
}
