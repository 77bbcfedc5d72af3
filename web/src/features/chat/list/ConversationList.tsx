import { useQueryClient } from '@tanstack/react-query'
import { Button, Skeleton } from 'antd'
import { Search, SquarePen, X } from 'lucide-react'
import { useDeferredValue, useEffect, useMemo, useState } from 'react'
import { useNavigate } from 'react-router'
import { keys } from '@/api/keys'
import { useUi } from '@/app/ui'
import { errorText } from '@/components/errors'
import { IconButton } from '@/components/IconButton'
import { periodOf } from '@/components/time'
import { useNow } from '@/components/useNow'
import { useT } from '@/i18n'
import { useConversations } from '../data'
import { ConversationItem } from './ConversationItem'
import styles from './ConversationList.module.css'

/** Conversations, newest first under headings of time, with search over titles and texts. */
export function ConversationList({ currentId }: { currentId: string | null }) {
  const t = useT()
  const navigate = useNavigate()
  const client = useQueryClient()
  const setSheet = useUi((s) => s.setSheet)
  const [words, setWords] = useState('')
  const q = useSettled(useDeferredValue(words.trim()), 200)
  const { data, error, isPending, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useConversations(q)
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data])
  const now = useNow()

  const startNew = () => {
    setSheet(false)
    void navigate('/')
  }

  return (
    <div className={styles.list}>
      <div className={styles.head}>
        <label className={styles.search}>
          <Search size={16} strokeWidth={1.75} aria-hidden />
          <input
            type="search"
            value={words}
            onChange={(event) => setWords(event.target.value)}
            placeholder={t('common.search')}
            aria-label={t('chat.searchConversations')}
            data-testid="conversation-search"
          />
          {words && (
            <button type="button" onClick={() => setWords('')} aria-label={t('common.close')}>
              <X size={14} aria-hidden />
            </button>
          )}
        </label>
        <IconButton icon={SquarePen} label={t('chat.newChat')} onClick={startNew} data-testid="new-chat" tipPlacement="bottom" />
      </div>
      <nav className={styles.scroll} aria-label={t('chat.conversations')}>
        {isPending && <Skeleton className={styles.skeleton!} active title={false} paragraph={{ rows: 6, width: '100%' }} />}
        {error && (
          <div className={styles.note} role="alert">
            <p>{errorText(error, t)}</p>
            <Button size="small" onClick={() => void refetch()}>
              {t('common.retry')}
            </Button>
          </div>
        )}
        {data && items.length === 0 && <p className={styles.note}>{q ? t('chat.noneFound') : t('chat.noneYet')}</p>}
        <ul className={styles.items}>
          {items.map((item, index) => {
            const period = periodOf(item.updated_at, now)
            const before = items[index - 1]
            const isFirst = !before || periodOf(before.updated_at, now) !== period
            return (
              <li key={item.id}>
                {isFirst && !q && <h2 className={styles.period}>{t(`chat.${period}`)}</h2>}
                <ConversationItem
                  conversation={item}
                  isCurrent={item.id === currentId}
                  now={now}
                  onDeleted={() => {
                    if (item.id === currentId) startNew()
                    void client.invalidateQueries({ queryKey: keys.conversations(q) })
                  }}
                />
              </li>
            )
          })}
        </ul>
        {hasNextPage && (
          <Button type="text" block loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('common.loadMore')}
          </Button>
        )}
      </nav>
    </div>
  )
}

/** A value once it has not changed for `ms`, so that one asks for words and not for letters. */
function useSettled(value: string, ms: number): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(value), ms)
    return () => window.clearTimeout(timer)
  }, [value, ms])
  return settled
}
