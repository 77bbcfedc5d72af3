import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Select, Switch } from 'antd'
import { ArrowRight, CircleCheck, CircleX } from 'lucide-react'
import { useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { CaseKind, CaseRow, Page } from '@/api/types'
import { EmptyState } from '@/components/EmptyState'
import { exactTime, relativeTime } from '@/components/time'
import { useNow } from '@/components/useNow'
import { LoadState, Tag } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import { type Chain, chainsOf, duration } from './chains'
import styles from './Incidents.module.css'

const kinds: CaseKind[] = ['credential', 'error', 'timeout', 'unreachable', 'broken', 'limited']

/** Failed attempts by the call that they belong to, the newest first, with what was tried next. */
export function Cases({ providers }: { providers: string[] }) {
  const t = useT()
  const [kind, setKind] = useState<CaseKind>()
  const [provider, setProvider] = useState<string>()
  const [failed, setFailed] = useState(false)
  const filter = { kind, provider, failed: failed || undefined }
  const query = useInfiniteQuery({
    queryKey: keys.cases(filter),
    queryFn: ({ pageParam, signal }) => api.get<Page<CaseRow>>('/api/admin/cases', { ...filter, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    refetchInterval: 15_000,
  })
  const filtered = kind !== undefined || provider !== undefined || failed
  return (
    <>
      <div className={styles.filters}>
        <Select<CaseKind> allowClear value={kind} onChange={setKind} placeholder={t('incidents.anyKind')} aria-label={t('incidents.kind')} options={kinds.map((value) => ({ value, label: t(`incidents.kinds.${value}`) }))} />
        <Select<string> allowClear value={provider} onChange={setProvider} placeholder={t('incidents.anyProvider')} aria-label={t('incidents.provider')} options={providers.map((value) => ({ value, label: value }))} />
        <label>
          <Switch size="small" checked={failed} onChange={setFailed} data-testid="cases-failed" />
          {t('incidents.onlyFailed')}
        </label>
      </div>
      <LoadState query={query}>
        {({ pages }) => {
          const chains = chainsOf(pages.flatMap((page) => page.items))
          if (!chains.length) return <EmptyState title={t(filtered ? 'incidents.noneFiltered' : 'incidents.none')} text={filtered ? undefined : t('incidents.noneText')} />
          return (
            <>
              <ul className={styles.chains} data-testid="cases">
                {chains.map((chain) => (
                  <ChainRow key={chain.request} chain={chain} />
                ))}
              </ul>
              {query.hasNextPage && (
                <div className={styles.more}>
                  <Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
                    {t('incidents.more')}
                  </Button>
                </div>
              )}
            </>
          )
        }}
      </LoadState>
    </>
  )
}

function ChainRow({ chain }: { chain: Chain }) {
  const t = useT()
  const now = useNow()
  const locale = currentLocale()
  const last = chain.cases.at(-1)!
  const Icon = last.served_by ? CircleCheck : CircleX
  return (
    <li className={styles.chain} data-testid="case">
      <header>
        <strong>{last.model}</strong>
        <code>{chain.request}</code>
        <time dateTime={last.at} title={exactTime(last.at, locale)}>
          {relativeTime(last.at, locale, now, t('common.justNow'))}
        </time>
      </header>
      <ol>
        {chain.cases.map((one) => (
          <li key={one.id}>
            <Tag tone={one.kind === 'credential' ? 'bad' : 'warning'}>{t(`incidents.kinds.${one.kind}`)}</Tag>
            <span className={styles.where}>{one.upstream}</span>
            <span className={styles.took}>{duration(one.elapsed_ms, locale)}</span>
            {one.count > 1 && <Tag>{t('incidents.count', { count: one.count })}</Tag>}
            {one.detail && <p>{one.detail}</p>}
          </li>
        ))}
        <li className={styles.outcome} data-served={last.served_by ? true : undefined}>
          <Icon size={16} strokeWidth={1.75} aria-hidden />
          {last.served_by ? (
            <>
              {t('incidents.served')}
              <ArrowRight size={14} strokeWidth={1.75} aria-hidden />
              <span className={styles.where}>{last.served_by}</span>
            </>
          ) : (
            t(last.visible ? 'incidents.brokeOff' : 'incidents.notServed')
          )}
        </li>
      </ol>
    </li>
  )
}
