import { App, Button, Segmented } from 'antd'
import { ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import type { Finding } from '@/api/types'
import { may, useUser } from '@/api/session'
import { EmptyState } from '@/components/EmptyState'
import { errorText } from '@/components/errors'
import { exactTime, relativeTime } from '@/components/time'
import { useNow } from '@/components/useNow'
import { LoadState, Tag } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import styles from './Privacy.module.css'
import { useDecide, useFindings, useReveal } from './usePrivacy'

/** The queue: what rules found, and what people said of it. */
export function Findings() {
  const t = useT()
  const [view, setView] = useState<'waiting' | 'decided'>('waiting')
  const query = useFindings(view === 'waiting')
  const found = query.data?.pages.flatMap((page) => page.items)
  return (
    <>
      <div className={styles.tools}>
        <Segmented value={view} onChange={setView} options={(['waiting', 'decided'] as const).map((value) => ({ value, label: t(`privacy.${value}`) }))} />
      </div>
      <LoadState query={{ ...query, data: found }}>
        {(items) =>
          items.length ? (
            <ul className={styles.rows}>
              {items.map((one) => (
                <Row key={one.id} finding={one} />
              ))}
            </ul>
          ) : (
            <EmptyState picture={<ShieldCheck size={36} strokeWidth={1.25} aria-hidden />} title={t('privacy.noFindingsTitle')} text={t('privacy.noFindingsText')} />
          )
        }
      </LoadState>
      {query.hasNextPage && (
        <div className={styles.tools}>
          <Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
            {t('privacy.more')}
          </Button>
        </div>
      )}
    </>
  )
}

function Row({ finding }: { finding: Finding }) {
  const t = useT()
  const now = useNow()
  const locale = currentLocale()
  const { message } = App.useApp()
  const decide = useDecide()
  const reveal = useReveal()
  const mayUnmask = may(useUser(), 'content.unmask')
  const failed = (error: unknown) => void message.error(errorText(error, t))
  const say = (decision: 'fine' | 'violation') => decide.mutate({ id: finding.id, decision }, { onError: failed })
  return (
    <li data-testid="finding-row">
      <div className={styles.what}>
        <strong>
          {finding.rule}
          <Tag tone={finding.tier === 'block' ? 'bad' : finding.tier === 'review' ? 'warning' : 'quiet'}>{t(`privacy.tierNames.${finding.tier}`)}</Tag>
          {finding.stopped && <Tag tone="bad">{t('privacy.stopped')}</Tag>}
          {finding.decision && <Tag tone={finding.decision === 'fine' ? 'good' : 'bad'}>{t(`privacy.${finding.decision}`)}</Tag>}
        </strong>
        <p className={styles.text}>{reveal.data?.text ?? finding.excerpt}</p>
        <span className={styles.note}>
          <time title={exactTime(finding.last_at, locale)}>{relativeTime(finding.last_at, locale, now, t('common.justNow'))}</time>
          {[
            '',
            t(`privacy.directionNames.${finding.direction}`),
            finding.model,
            t('privacy.by', { user: finding.user_id }),
            ...(finding.count > 1 ? [t('privacy.times', { count: finding.count })] : []),
          ].join(' · ')}
        </span>
      </div>
      <div className={styles.rowActions}>
        {mayUnmask && !reveal.data && (
          <Button type="text" title={t('privacy.revealHelp')} loading={reveal.isPending} onClick={() => reveal.mutate(finding.id, { onError: failed })} data-testid="finding-reveal">
            {t('privacy.reveal')}
          </Button>
        )}
        <Button type="text" loading={decide.isPending} onClick={() => say('fine')} data-testid="finding-fine">
          {t('privacy.fine')}
        </Button>
        <Button type="text" danger loading={decide.isPending} onClick={() => say('violation')} data-testid="finding-violation">
          {t('privacy.violation')}
        </Button>
      </div>
    </li>
  )
}
