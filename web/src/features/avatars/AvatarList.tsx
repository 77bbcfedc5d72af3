import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { Plus, Trash2 } from 'lucide-react'
import { Link, useNavigate } from 'react-router'
import { api } from '@/api/client'
import type { Page } from '@/api/types'
import { useUi } from '@/app/ui'
import { errorText } from '@/components/errors'
import { IconButton } from '@/components/IconButton'
import { useT } from '@/i18n'
import styles from './AvatarList.module.css'
import { lookOf, type ProjectCard } from './types'
import { drawingUrl } from './useAvatar'
import { PROJECTS, projectsKey } from './useHistory'

/** One's avatars, the last changed first. */
export function AvatarList({ openId, onNew }: { openId: string | undefined; onNew: () => void }) {
  const t = useT()
  const { modal, message } = App.useApp()
  const navigate = useNavigate()
  const client = useQueryClient()
  const { setSheet } = useUi()
  const list = useInfiniteQuery({
    queryKey: projectsKey,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => api.get<Page<ProjectCard>>(PROJECTS, { cursor: pageParam }, signal),
    getNextPageParam: (page) => page.next_cursor,
  })
  const remove = useMutation({
    mutationFn: (id: string) => api.delete(`${PROJECTS}/${id}`),
    onSuccess: (_, id) => {
      if (id === openId) void navigate('/avatars')
      void client.invalidateQueries({ queryKey: projectsKey })
    },
    onError: (error) => void message.error(errorText(error, t)),
  })
  const ask = (id: string) =>
    modal.confirm({
      title: t('avatars.removeTitle'),
      content: t('avatars.removeText'),
      okText: t('common.delete'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      icon: null,
      centered: true,
      onOk: () => remove.mutateAsync(id).catch(() => undefined),
    })
  const cards = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <div className={styles.list}>
      <Button
        icon={<Plus size={16} aria-hidden />}
        block
        onClick={() => {
          setSheet(false)
          onNew()
        }}
        data-testid="avatar-new"
      >
        {t('avatars.create')}
      </Button>
      {list.isError && <p className={styles.empty}>{errorText(list.error, t)}</p>}
      {list.isSuccess && !cards.length && <p className={styles.empty}>{t('avatars.listEmpty')}</p>}
      <ul>
        {cards.map((card) => (
          <li key={card.id} data-open={card.id === openId || undefined}>
            <Link to={`/avatars/${card.id}`} onClick={() => setSheet(false)} aria-current={card.id === openId ? 'page' : undefined} data-testid="avatar-project">
              <img src={card.chosen?.urls.thumb ?? (card.step ? drawingUrl(lookOf(card.step), 96) : undefined)} alt="" width={40} height={40} loading="lazy" />
              <span>
                <strong>{card.name || card.step?.words || t('avatars.untitled')}</strong>
              </span>
            </Link>
            <IconButton icon={Trash2} size="small" danger label={t('avatars.remove')} onClick={() => ask(card.id)} />
          </li>
        ))}
      </ul>
      {list.hasNextPage && <Button onClick={() => void list.fetchNextPage()}>{t('avatars.more')}</Button>}
    </div>
  )
}
