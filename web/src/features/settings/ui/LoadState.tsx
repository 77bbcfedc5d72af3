import { Button } from 'antd'
import type { ReactNode } from 'react'
import { EmptyState } from '@/components/EmptyState'
import { errorText } from '@/components/errors'
import { useT } from '@/i18n'
import styles from './ui.module.css'

interface Query<T> {
  data: T | undefined
  error: unknown
  isFetching: boolean
  refetch: () => unknown
}

/** Grey lines while something loads, words when it fails, else what `children` makes of it. */
export function LoadState<T>({ query, rows = 3, children }: { query: Query<T>; rows?: number; children: (data: T) => ReactNode }) {
  const t = useT()
  if (query.data !== undefined) return children(query.data)
  if (query.error) {
    return (
      <div role="alert" data-testid="load-failed">
        <EmptyState
          title={t('settings.loadFailed')}
          text={errorText(query.error, t)}
          action={
            <Button onClick={() => void query.refetch()} loading={query.isFetching}>
              {t('common.retry')}
            </Button>
          }
        />
      </div>
    )
  }
  return (
    <div aria-busy="true" aria-label={t('common.loading')} role="status">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={styles.ghost}>
          <span style={{ width: `${38 - index * 6}%` }} />
          <span style={{ width: `${62 - index * 9}%` }} />
        </div>
      ))}
    </div>
  )
}
