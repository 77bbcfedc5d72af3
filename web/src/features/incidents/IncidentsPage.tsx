import { useQuery } from '@tanstack/react-query'
import { TriangleAlert } from 'lucide-react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { HealthReport } from '@/api/types'
import { EmptyState } from '@/components/EmptyState'
import { exactTime } from '@/components/time'
import { Block, LoadState } from '@/features/settings/ui'
import { sentences } from '@/components/sentences'
import { currentLocale, useT } from '@/i18n'
import { Cache } from './Cache'
import { Cases } from './Cases'
import styles from './Incidents.module.css'
import { Traffic } from './Traffic'
import { Upstreams } from './Upstreams'

/** `/settings/incidents`: how every upstream does, and the attempts that failed. */
export function IncidentsPage() {
  const t = useT()
  const query = useQuery({
    queryKey: keys.health,
    queryFn: ({ signal }) => api.get<HealthReport>('/api/admin/health', undefined, signal),
    refetchInterval: 10_000,
  })
  const providers = [...new Set(query.data?.upstreams.map((one) => one.provider))]
  return (
    <div data-testid="incidents">
      {query.data?.alarms.map((alarm) => (
        <div key={alarm.subject} className={styles.alarm} role="alert">
          <TriangleAlert size={18} strokeWidth={1.75} aria-hidden />
          <div>
            <strong>{t('incidents.alarmTitle', { subject: alarm.subject })}</strong>
            <p>
              {sentences(t('incidents.alarmText'), t('incidents.since', { time: exactTime(alarm.since, currentLocale()) }))}
            </p>
          </div>
        </div>
      ))}
      <LoadState query={query}>
        {({ upstreams }) =>
          upstreams.length ? (
            <>
              <Traffic upstreams={upstreams} read={query.dataUpdatedAt} />
              <Upstreams upstreams={upstreams} read={query.dataUpdatedAt} />
            </>
          ) : (
            <Block title={t('incidents.upstreams')} text={t('incidents.upstreamsText')} bare>
              <EmptyState title={t('incidents.noUpstreams')} text={t('incidents.noUpstreamsText')} />
            </Block>
          )
        }
      </LoadState>
      <Cache />
      <Block title={t('incidents.cases')} text={t('incidents.casesText')}>
        <Cases providers={providers} />
      </Block>
    </div>
  )
}
