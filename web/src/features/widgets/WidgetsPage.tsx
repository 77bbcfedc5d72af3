import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { ArrowLeft, ChevronRight, MessageCircleMore, Plus } from 'lucide-react'
import { useRef } from 'react'
import { useNavigate, useParams } from 'react-router'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { Widget, Widgets } from '@/api/types'
import { EmptyState } from '@/components/EmptyState'
import { errorText } from '@/components/errors'
import { Block, LoadState, Tag } from '@/features/settings/ui'
import { useT } from '@/i18n'
import { faceUrl } from './draft'
import { Editor } from './Editor'
import { Visitors } from './Visitors'
import styles from './Widgets.module.css'

/** `/settings/widgets`: bots that stand on other web sites; `/settings/widgets/wg_…` is one of them. */
export function WidgetsPage() {
  const t = useT()
  const navigate = useNavigate()
  const client = useQueryClient()
  const { message } = App.useApp()
  const id = useParams()['*']
  // Of two quick clicks both come before the button can look busy.
  const creating = useRef(false)
  const query = useQuery({ queryKey: keys.widgets, queryFn: ({ signal }) => api.get<Widgets>('/api/widgets', undefined, signal) })
  const create = useMutation({
    mutationFn: () => api.post<Widget>('/api/widgets', { name: t('widgets.newName') }),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: keys.widgets })
      void navigate(`/settings/widgets/${made.id}`)
    },
    onError: (error) => void message.error(errorText(error, t)),
    onSettled: () => {
      creating.current = false
    },
  })
  const begin = () => {
    if (creating.current) return
    creating.current = true
    create.mutate()
  }
  const open = query.data?.items.find((one) => one.id === id)
  if (open) {
    return (
      <div data-testid="widget">
        <Button type="text" icon={<ArrowLeft size={16} strokeWidth={1.75} aria-hidden />} onClick={() => void navigate('/settings/widgets')} className={styles.back!}>
          {t('widgets.all')}
        </Button>
        <Editor key={open.id} widget={open} onDeleted={() => void navigate('/settings/widgets')} />
        <Visitors key={`visitors ${open.id}`} widget={open} />
      </div>
    )
  }
  return (
    <div data-testid="widgets">
      <Block
        title={t('widgets.title')}
        text={t('widgets.text')}
        action={
          <Button type="primary" icon={<Plus size={16} strokeWidth={2} aria-hidden />} onClick={begin} loading={create.isPending} data-testid="widget-create">
            {t('widgets.create')}
          </Button>
        }
      >
        <LoadState query={query} rows={2}>
          {({ items }) =>
            items.length ? (
              <ul className={styles.list}>
                {items.map((widget) => (
                  <li key={widget.id}>
                    <button type="button" className={styles.row} onClick={() => void navigate(`/settings/widgets/${widget.id}`)} data-testid="widget-row">
                      <img src={faceUrl(widget.face, widget.id)} alt="" width={40} height={40} />
                      <span className={styles.who}>
                        <strong>{widget.name}</strong>
                        <span>{t('widgets.counts', { visitors: widget.visitors, conversations: widget.conversations, today: widget.today })}</span>
                      </span>
                      {!widget.enabled && <Tag>{t('widgets.off')}</Tag>}
                      {widget.enabled && !widget.origins.length && <Tag tone="warning">{t('widgets.nowhere')}</Tag>}
                      <ChevronRight size={16} strokeWidth={1.75} aria-hidden />
                    </button>
                  </li>
                ))}
              </ul>
            ) : (
              <EmptyState picture={<MessageCircleMore size={36} strokeWidth={1.25} aria-hidden />} title={t('widgets.emptyTitle')} text={t('widgets.emptyText')} />
            )
          }
        </LoadState>
      </Block>
    </div>
  )
}
