import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button, Drawer, Input } from 'antd'
import { ArrowLeft, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { Conversation, ConversationDetail, Page, User } from '@/api/types'
import { usePhone } from '@/app/useMedia'
import { EmptyState } from '@/components/EmptyState'
import { exactTime } from '@/components/time'
import { LoadState } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import styles from './Conversations.module.css'
import { Transcript } from './Transcript'

/** Each fetch stands in the audit log, so nothing is fetched again by itself. */
const ONCE = { staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false, retry: false } as const

/** Somebody's conversations, to be read for support. Nothing is fetched before the reader has said so. */
export function Conversations({ user, onClose }: { user: User; onClose: () => void }) {
  const t = useT()
  const phone = usePhone()
  const [agreed, setAgreed] = useState(false)
  const [chosen, setChosen] = useState<Conversation>()
  return (
    <Drawer open onClose={onClose} title={t('users.conversationsOf', { name: user.name || user.email })} placement={phone ? 'bottom' : 'right'} size={phone ? '92dvh' : 560} destroyOnHidden>
      <div className={styles.body} data-testid="support-conversations">
        <p className={styles.notice}>{t('users.audited')}</p>
        {!agreed && (
          <div className={styles.buttons}>
            <Button type="primary" onClick={() => setAgreed(true)} data-testid="support-agree">
              {t('users.read')}
            </Button>
          </div>
        )}
        {agreed && !chosen && <List user={user} onChoose={setChosen} />}
        {chosen && <Opened user={user} conversation={chosen} onBack={() => setChosen(undefined)} />}
      </div>
    </Drawer>
  )
}

function List({ user, onChoose }: { user: User; onChoose: (conversation: Conversation) => void }) {
  const t = useT()
  const [q, setQ] = useState('')
  const query = useInfiniteQuery({
    queryKey: keys.conversationsOf(user.id, q),
    queryFn: ({ pageParam, signal }) => api.get<Page<Conversation>>(`/api/admin/users/${user.id}/conversations`, { q: q || undefined, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    ...ONCE,
  })
  return (
    <>
      <Input.Search allowClear placeholder={t('users.searchConversations')} aria-label={t('users.searchConversations')} onSearch={(text) => setQ(text.trim())} defaultValue={q} data-testid="support-search" />
      <LoadState query={query}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items)
          if (!items.length) return <EmptyState title={t('users.noConversations')} />
          return (
            <>
              <ul className={styles.list}>
                {items.map((conversation) => (
                  <li key={conversation.id}>
                    <button type="button" onClick={() => onChoose(conversation)} data-testid="support-row">
                      <span>
                        <strong>{conversation.title || t('users.untitled')}</strong>
                        <span>{exactTime(conversation.updated_at, currentLocale())}</span>
                      </span>
                      <ChevronRight size={16} strokeWidth={1.75} aria-hidden />
                    </button>
                  </li>
                ))}
              </ul>
              {query.hasNextPage && (
                <Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
                  {t('common.loadMore')}
                </Button>
              )}
            </>
          )
        }}
      </LoadState>
    </>
  )
}

function Opened({ user, conversation, onBack }: { user: User; conversation: Conversation; onBack: () => void }) {
  const t = useT()
  const query = useQuery({
    queryKey: keys.conversationOf(user.id, conversation.id),
    queryFn: ({ signal }) => api.get<ConversationDetail>(`/api/admin/users/${user.id}/conversations/${conversation.id}`, undefined, signal),
    ...ONCE,
  })
  return (
    <>
      <Button type="text" icon={<ArrowLeft size={16} strokeWidth={1.75} aria-hidden />} onClick={onBack} className={styles.back!} data-testid="support-back">
        {t('users.allConversations')}
      </Button>
      <h3 className={styles.title}>{conversation.title || t('users.untitled')}</h3>
      <LoadState query={query}>{(detail) => <Transcript detail={detail} />}</LoadState>
    </>
  )
}
