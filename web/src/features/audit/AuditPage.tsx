import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Dropdown } from 'antd'
import { Download, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { api, withQuery } from '@/api/client'
import { keys } from '@/api/keys'
import { may, useUser } from '@/api/session'
import type { AuditEntry, Page } from '@/api/types'
import { EmptyState } from '@/components/EmptyState'
import { saveAs } from '@/components/save'
import { Block, LoadState } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './Audit.module.css'
import { EntryRow } from './EntryRow'
import { Filters } from './Filters'
import { type Filter, isFiltered, NOTHING, toQuery } from './parts'
import { useVerify, Verdict } from './Verify'

/** `/settings/audit`: who did what, when and from where. */
export function AuditPage() {
  const t = useT()
  const mayExport = may(useUser(), 'audit.export')
  const [filter, setFilter] = useState<Filter>(NOTHING)
  const wanted = toQuery(filter)
  const verify = useVerify()
  const query = useInfiniteQuery({
    queryKey: keys.audit(wanted),
    queryFn: ({ pageParam, signal }) => api.get<Page<AuditEntry>>('/api/admin/audit', { ...wanted, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  })
  const filtered = isFiltered(filter)
  const save = (format: string) => saveAs(withQuery('/api/admin/audit/export', { ...wanted, format }), `huahua-audit.${format}`)
  return (
    <div data-testid="audit">
      <div aria-live="polite">{verify.data && <Verdict verdict={verify.data} />}</div>
      <Block
        title={t('audit.title')}
        text={t('audit.text')}
        action={
          <div className={styles.actions}>
            <Button icon={<ShieldCheck size={16} strokeWidth={1.75} aria-hidden />} onClick={() => verify.mutate()} loading={verify.isPending} data-testid="audit-verify">
              {t('audit.verify')}
            </Button>
            {mayExport && (
              <Dropdown
                trigger={['click']}
                menu={{
                  items: (['csv', 'jsonl'] as const).map((format) => ({ key: format, label: t(`audit.${format}`) })),
                  onClick: ({ key }) => save(key),
                }}
              >
                <Button icon={<Download size={16} strokeWidth={1.75} aria-hidden />} title={t('audit.exportText')} data-testid="audit-export">
                  {t('audit.export')}
                </Button>
              </Dropdown>
            )}
          </div>
        }
      >
        <Filters filter={filter} onChange={setFilter} />
        <LoadState query={query}>
          {({ pages }) => {
            const entries = pages.flatMap((page) => page.items)
            if (!entries.length) return <EmptyState title={t(filtered ? 'audit.noneFiltered' : 'audit.none')} text={filtered ? undefined : t('audit.noneText')} />
            return (
              <>
                <ul className={styles.entries} data-testid="audit-entries">
                  {entries.map((entry) => (
                    <EntryRow key={entry.id} entry={entry} onFilter={(chosen) => setFilter({ ...NOTHING, ...chosen })} />
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
      </Block>
    </div>
  )
}
