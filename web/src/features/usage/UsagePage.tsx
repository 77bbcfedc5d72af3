import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Segmented, Select } from 'antd'
import { useMemo, useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import { may, useUser } from '@/api/session'
import type { ApiKey, Page, UsageReport, UsageTotal, User } from '@/api/types'
import { EmptyState } from '@/components/EmptyState'
import { money } from '@/components/money'
import { Block, ChartBlock, LoadState } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import { Lines } from './Lines'
import { type By, byDay, DAYS, daysUpTo, type Measure, spent } from './parts'
import styles from './Usage.module.css'

/** `/settings/usage`: what calls used and cost by day, and every call's line. */
export function UsagePage() {
  const t = useT()
  const user = useUser()
  const mayReadAll = may(user, 'usage.read')
  const [all, setAll] = useState(false)
  const [count, setCount] = useState<number>(30)
  const [by, setBy] = useState<By>('model')
  const [measure, setMeasure] = useState<Measure>('cost')
  const until = new Date().toISOString().slice(0, 10)
  const days = useMemo(() => daysUpTo(until, count), [until, count])
  const filter = { from: days[0]!, until, by, user_id: all ? undefined : user.id }
  const query = useInfiniteQuery({
    queryKey: keys.usage(filter),
    queryFn: ({ pageParam, signal }) => api.get<UsageReport>('/api/usage', { ...filter, limit: 25, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.lines.next_cursor ?? undefined,
  })
  const nameOf = useNames(by, all)
  const show = (everybody: boolean) => {
    setAll(everybody)
    if (!everybody && by === 'user_id') setBy('model')
  }
  const groups: By[] = all ? ['model', 'key_id', 'user_id'] : ['model', 'key_id']
  return (
    <div data-testid="usage">
      <div className={styles.filters}>
        {mayReadAll && (
          <Segmented<boolean>
            value={all}
            onChange={show}
            options={[
              { value: false, label: t('usage.mine') },
              { value: true, label: t('usage.everybody') },
            ]}
          />
        )}
        <Select<number> value={count} onChange={setCount} aria-label={t('usage.period')} options={DAYS.map((value) => ({ value, label: t('usage.lastDays', { count: value }) }))} />
        <Select<By> value={by} onChange={setBy} aria-label={t('usage.by')} options={groups.map((value) => ({ value, label: t(`usage.groups.${value}`) }))} />
      </div>
      <LoadState query={query}>
        {({ pages }) => {
          const totals = pages[0]!.totals
          const lines = pages.flatMap((page) => page.lines.items)
          return (
            <>
              <Totals totals={totals} days={days} by={by} measure={measure} onMeasure={setMeasure} nameOf={nameOf} />
              <Block title={t('usage.calls')} text={t('usage.callsText')}>
                {lines.length ? (
                  <Lines lines={lines} more={query.hasNextPage ? () => void query.fetchNextPage() : null} loading={query.isFetchingNextPage} />
                ) : (
                  <EmptyState title={t('usage.emptyTitle')} text={t('usage.emptyText')} />
                )}
              </Block>
            </>
          )
        }}
      </LoadState>
    </div>
  )
}

interface TotalsProps {
  totals: UsageTotal[]
  days: string[]
  by: By
  measure: Measure
  onMeasure: (measure: Measure) => void
  nameOf: (group: string | null) => string
}

const measures: Measure[] = ['cost', 'calls', 'tokens', 'images']

/** Sums of the whole time, and one of them by day. */
function Totals({ totals, days, by, measure, onMeasure, nameOf }: TotalsProps) {
  const t = useT()
  const locale = currentLocale()
  const [currency, setCurrency] = useState<string>()
  const sums = spent(totals)
  const shown = sums.some(([name]) => name === currency) ? currency : sums[0]?.[0]
  const priced = measure === 'cost'
  const counted = priced ? totals.filter((one) => one.cost.currency === shown) : totals
  const model = { ...byDay(counted, days, by, measure, nameOf, t('common.others')), currency: priced ? shown : undefined }
  const number = new Intl.NumberFormat(locale)
  const sum = (value: (one: UsageTotal) => number) => totals.reduce((all, one) => all + value(one), 0)
  const calls = sum((one) => one.calls)
  const failed = sum((one) => one.failed)
  const facts: [string, string][] = [
    [t('usage.cost'), sums.length ? sums.map(([name, micros]) => money(micros, name, locale)).join(' + ') : '–'],
    [t('usage.calls'), number.format(calls)],
    [t('usage.failed'), calls ? new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(failed / calls) : '–'],
    [t('usage.tokensIn'), number.format(sum((one) => one.input_tokens + one.cache_read_tokens + one.cache_write_tokens))],
    [t('usage.tokensOut'), number.format(sum((one) => one.output_tokens + one.reasoning_tokens))],
    [t('usage.images'), number.format(sum((one) => one.images))],
  ]
  return (
    <ChartBlock
      title={t(`usage.titles.${measure}`)}
      text={priced && shown ? t('usage.utcIn', { currency: shown }) : t('usage.utc')}
      model={model}
      head={t('usage.day')}
      file={`usage-${measure}`}
      empty={<EmptyState title={t('usage.nothing')} text={priced && calls ? t('usage.noPrices') : t('usage.emptyText')} />}
      testId="usage-chart"
    >
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className={styles.measures}>
        <Segmented<Measure> size="small" value={measure} onChange={onMeasure} options={measures.map((value) => ({ value, label: t(`usage.measures.${value}`) }))} />
        {priced && sums.length > 1 && (
          <Select<string> size="small" value={shown} onChange={setCurrency} aria-label={t('usage.currency')} options={sums.map(([value]) => ({ value, label: value }))} />
        )}
      </div>
    </ChartBlock>
  )
}

/** Names of groups in words: models as they are, keys and people by their names. */
function useNames(by: By, all: boolean): (group: string | null) => string {
  const t = useT()
  const apiKeys = useQuery({ queryKey: keys.apiKeys, queryFn: ({ signal }) => api.get<Page<ApiKey>>('/api/keys', undefined, signal), enabled: by === 'key_id' })
  const users = useQuery({ queryKey: keys.users, queryFn: ({ signal }) => api.get<Page<User>>('/api/users', undefined, signal), enabled: by === 'user_id' && all })
  return useMemo(() => {
    const named = new Map<string, string>()
    apiKeys.data?.items.forEach((key) => named.set(key.id, key.name || key.prefix))
    users.data?.items.forEach((one) => named.set(one.id, one.name || one.email))
    return (group) => (group === null ? t('usage.withoutKey') : (named.get(group) ?? group))
  }, [apiKeys.data, users.data, t])
}
