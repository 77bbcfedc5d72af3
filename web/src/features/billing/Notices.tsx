import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Bell, X } from 'lucide-react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { BillingNotice, Page } from '@/api/types'
import { IconButton } from '@/components/IconButton'
import { exactTime } from '@/components/time'
import { currentLocale, useT } from '@/i18n'
import styles from './Billing.module.css'

/** What one should know of one's money, until it is put away. */
export function Notices() {
  const t = useT()
  const client = useQueryClient()
  const query = useQuery({ queryKey: keys.notices, queryFn: ({ signal }) => api.get<Page<BillingNotice>>('/api/billing/notices', { limit: 20 }, signal) })
  const read = useMutation({
    mutationFn: (id: string) => api.post(`/api/billing/notices/${id}/read`),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.notices }),
  })
  const open = query.data?.items.filter((one) => !one.read_at) ?? []
  return open.map((one) => (
    <div key={one.id} className={styles.notice} role="status" data-testid={`notice-${one.kind}`}>
      <Bell size={16} strokeWidth={1.75} aria-hidden />
      <span>
        {t(`billing.notices.${one.kind}`, { ...(one.facts as Record<string, string>), defaultValue: one.kind })} <time dateTime={one.created_at}>{exactTime(one.created_at, currentLocale())}</time>
      </span>
      <IconButton icon={X} size="small" label={t('common.close')} onClick={() => read.mutate(one.id)} />
    </div>
  ))
}
