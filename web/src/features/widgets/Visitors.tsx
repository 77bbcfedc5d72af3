import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Input } from 'antd'
import { ArrowLeft, ChevronRight, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { Conversation, ConversationDetail, Page, Widget } from '@/api/types'
import { usePhone } from '@/app/useMedia'
import { announce } from '@/components/Announcer'
import { EmptyState } from '@/components/EmptyState'
import { errorText } from '@/components/errors'
import { exactTime } from '@/components/time'
import { Block, LoadState } from '@/features/settings/ui'
import { Transcript } from '@/features/users/Transcript'
import { currentLocale, useT } from '@/i18n'
import styles from './Widgets.module.css'

/** What visitors said: to be found, read and deleted. */
export function Visitors({ widget }: { widget: Widget }) {
  const t = useT()
  const phone = usePhone()
  const [q, setQ] = useState('')
  const [chosen, setChosen] = useState<Conversation>()
  const path = `/api/widgets/${widget.id}/conversations`
  const query = useInfiniteQuery({
    queryKey: keys.visitorsOf(widget.id, q),
    queryFn: ({ pageParam, signal }) => api.get<Page<Conversation>>(path, { q: q || undefined, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  })
  return (
    <Block title={t('widgets.visitorsTitle')} text={t('widgets.counts', { visitors: widget.visitors, conversations: widget.conversations, today: widget.today })}>
      <div className={styles.visitors}>
        <Input.Search allowClear placeholder={t('users.searchConversations')} aria-label={t('users.searchConversations')} onSearch={(text) => setQ(text.trim())} />
        <LoadState query={query} rows={1}>
          {({ pages }) => {
            const items = pages.flatMap((page) => page.items)
            if (!items.length) return <EmptyState title={t('users.noConversations')} text={t('widgets.noVisitors')} />
            return (
              <>
                <ul className={styles.list}>
                  {items.map((conversation) => (
                    <li key={conversation.id}>
                      <button type="button" className={styles.row} onClick={() => setChosen(conversation)} data-testid="visitor-row">
                        <span className={styles.who}>
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
      </div>
      {chosen && (
        <Drawer open onClose={() => setChosen(undefined)} title={chosen.title || t('users.untitled')} placement={phone ? 'bottom' : 'right'} size={phone ? '92dvh' : 560} destroyOnHidden>
          <Opened path={`${path}/${chosen.id}`} widgetId={widget.id} onClose={() => setChosen(undefined)} />
        </Drawer>
      )}
    </Block>
  )
}

function Opened({ path, widgetId, onClose }: { path: string; widgetId: string; onClose: () => void }) {
  const t = useT()
  const client = useQueryClient()
  const { modal, message } = App.useApp()
  const query = useQuery({ queryKey: ['widgets', 'conversation', path], queryFn: ({ signal }) => api.get<ConversationDetail>(path, undefined, signal) })
  const remove = () =>
    modal.confirm({
      title: t('widgets.deleteConversation'),
      content: t('widgets.deleteConversationText'),
      okText: t('widgets.delete'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      icon: null,
      centered: true,
      onOk: async () => {
        try {
          await api.delete(path)
          await client.invalidateQueries({ queryKey: keys.widgets })
          await client.invalidateQueries({ queryKey: keys.allVisitorsOf(widgetId) })
          announce(t('widgets.deleted'))
          onClose()
        } catch (error) {
          void message.error(errorText(error, t))
        }
      },
    })
  return (
    <div className={styles.opened}>
      <div className={styles.buttons}>
        <Button type="text" icon={<ArrowLeft size={16} strokeWidth={1.75} aria-hidden />} onClick={onClose}>
          {t('users.allConversations')}
        </Button>
        <Button danger type="text" icon={<Trash2 size={16} strokeWidth={1.75} aria-hidden />} onClick={remove} data-testid="visitor-delete">
          {t('widgets.delete')}
        </Button>
      </div>
      <LoadState query={query}>{(detail) => <Transcript detail={detail} />}</LoadState>
    </div>
  )
}
