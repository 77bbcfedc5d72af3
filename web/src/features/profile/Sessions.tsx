import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { Laptop, Smartphone, SquareTerminal } from 'lucide-react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { Page, Session } from '@/api/types'
import { announce } from '@/components/Announcer'
import { errorText } from '@/components/errors'
import { exactTime, relativeTime } from '@/components/time'
import { useNow } from '@/components/useNow'
import { Block, LoadState, Tag } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import { deviceOf } from './device'
import styles from './Profile.module.css'

const icons = { phone: Smartphone, computer: Laptop, program: SquareTerminal }

/** Where one is signed in; any place but this one can be ended from here. */
export function Sessions() {
  const t = useT()
  const client = useQueryClient()
  const { message } = App.useApp()
  const query = useQuery({
    queryKey: keys.sessions,
    queryFn: ({ signal }) => api.get<Page<Session>>('/api/sessions', undefined, signal),
  })
  const end = useMutation({
    mutationFn: (id: string) => api.delete(`/api/sessions/${id}`),
    onSuccess: (_answer, id) => {
      client.setQueryData<Page<Session>>(keys.sessions, (old) => old && { ...old, items: old.items.filter((session) => session.id !== id) })
      announce(t('profile.sessionEnded'))
    },
    onError: (error) => void message.error(errorText(error, t)),
  })
  const endOthers = useMutation({
    mutationFn: () => api.delete('/api/sessions'),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.sessions })
      announce(t('profile.othersEnded'))
    },
    onError: (error) => void message.error(errorText(error, t)),
  })
  const others = query.data?.items.some((session) => !session.current) ?? false
  return (
    <Block
      title={t('profile.sessions')}
      text={t('profile.sessionsText')}
      action={
        others && (
          <Button danger loading={endOthers.isPending} onClick={() => endOthers.mutate()} data-testid="sessions-end-others">
            {t('profile.endOthers')}
          </Button>
        )
      }
    >
      <LoadState query={query} rows={2}>
        {({ items }) => (
          <ul className={styles.list}>
            {[...items].sort((a, b) => Number(b.current ?? false) - Number(a.current ?? false)).map((session) => (
              <SessionRow key={session.id} session={session} busy={end.isPending && end.variables === session.id} onEnd={() => end.mutate(session.id)} />
            ))}
          </ul>
        )}
      </LoadState>
    </Block>
  )
}

function SessionRow({ session, busy, onEnd }: { session: Session; busy: boolean; onEnd: () => void }) {
  const t = useT()
  const now = useNow()
  const locale = currentLocale()
  const device = deviceOf(session.user_agent)
  const Icon = icons[device?.kind ?? 'computer']
  const name = device?.name ?? t('profile.unknownDevice')
  const seen = session.last_seen_at ?? session.created_at
  return (
    <li className={styles.session} data-testid="session-row">
      <Icon size={20} strokeWidth={1.5} aria-hidden />
      <div>
        <strong>{name}</strong>
        <span title={exactTime(seen, locale)}>
          {session.current ? t('profile.activeNow') : t('profile.lastSeen', { time: relativeTime(seen, locale, now, t('common.justNow')) })}
          {' · '}
          {t('profile.since', { date: new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(new Date(session.created_at)) })}
          {session.address && ` · ${session.address}`}
        </span>
      </div>
      {session.current ? (
        <Tag tone="good">{t('profile.thisDevice')}</Tag>
      ) : (
        <Button type="text" danger loading={busy} onClick={onEnd} aria-label={t('profile.endOne', { name })} data-testid="session-end">
          {t('profile.end')}
        </Button>
      )}
    </li>
  )
}
