import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { Page, StatementEntry } from '@/api/types'
import { EmptyState } from '@/components/EmptyState'
import { money } from '@/components/money'
import { exactTime, relativeTime } from '@/components/time'
import { useNow } from '@/components/useNow'
import { LoadState } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import styles from './Billing.module.css'

/** What moved in a wallet, the newest first. `path` is one's own or a customer's. */
export function Statement({ path }: { path: string }) {
  const t = useT()
  const query = useInfiniteQuery({
    queryKey: [...keys.statement, path],
    queryFn: ({ pageParam, signal }) => api.get<Page<StatementEntry>>(path, { limit: 20, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  })
  return (
    <LoadState query={query}>
      {({ pages }) => {
        const entries = pages.flatMap((page) => page.items)
        if (!entries.length) return <EmptyState title={t('billing.noStatement')} />
        return (
          <>
            <ul className={styles.rows} data-testid="statement">
              {entries.map((entry) => (
                <Row key={entry.id} entry={entry} />
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
  )
}

function Row({ entry }: { entry: StatementEntry }) {
  const t = useT()
  const locale = currentLocale()
  const now = useNow()
  const { amount_micros: micros, currency } = entry.amount
  return (
    <li className={styles.row}>
      <span className={styles.what}>
        <strong>{entry.kind === 'usage' ? t('billing.kinds.usage', { count: entry.calls }) : t(`billing.kinds.${entry.kind}`)}</strong>
        <span>
          <time dateTime={entry.created_at} title={exactTime(entry.created_at, locale)}>
            {relativeTime(entry.created_at, locale, now, t('common.justNow'))}
          </time>
          {entry.memo && ` · ${entry.memo}`}
        </span>
      </span>
      <span className={styles.figure} data-in={micros > 0 || undefined}>
        {micros > 0 ? '+' : ''}
        {money(micros, currency, locale)}
      </span>
      <span className={styles.after}>{t('billing.then', { amount: money(entry.balance.amount_micros, currency, locale) })}</span>
    </li>
  )
}
