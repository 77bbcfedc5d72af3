import { Button } from 'antd'
import type { ApiKey } from '@/api/types'
import { exactTime, relativeTime } from '@/components/time'
import { useNow } from '@/components/useNow'
import { Tag } from '@/features/settings/ui'
import { useTeams } from '@/features/teams/useTeams'
import { currentLocale, useT } from '@/i18n'
import styles from './KeysPage.module.css'
import { isRestricted } from './rules'

interface Props {
  entry: ApiKey
  onEdit: () => void
  onRotate: () => void
  onRevoke: () => void
}

export function KeyRow({ entry, onEdit, onRotate, onRevoke }: Props) {
  const t = useT()
  const now = useNow()
  const locale = currentLocale()
  const team = useTeams().data?.items.find((one) => one.id === entry.team_id)
  const since = (time: string) => <time title={exactTime(time, locale)}>{relativeTime(time, locale, now, t('common.justNow'))}</time>
  const name = entry.name || t('keys.unnamed')
  const expires = entry.rules.expires_at && new Date(entry.rules.expires_at)
  const old = entry.old_until && Date.parse(entry.old_until) > now ? entry.old_until : null
  return (
    <li className={styles.row} data-testid="key-row">
      <div className={styles.who}>
        <strong>{name}</strong>
        <span className={styles.marks}>
          <code>{entry.prefix}…</code>
          {team && <Tag tone="info">{team.name}</Tag>}
          {isRestricted(entry.rules) && <Tag>{t('keys.restricted')}</Tag>}
          {expires && (
            <Tag tone={expires.getTime() > now ? 'quiet' : 'bad'}>
              {expires.getTime() > now ? t('keys.expires', { date: new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(expires) }) : t('keys.expired')}
            </Tag>
          )}
          {old && <Tag tone="warning">{t('keys.oldUntil', { prefix: entry.old_prefix, time: exactTime(old, locale) })}</Tag>}
        </span>
      </div>
      <div className={styles.when}>
        <span>
          {t('keys.made')} {since(entry.created_at)}
        </span>
        <span>
          {entry.last_used_at ? (
            <>
              {t('keys.used')} {since(entry.last_used_at)}
            </>
          ) : (
            t('keys.neverUsed')
          )}
        </span>
      </div>
      <div className={styles.actions}>
        <Button type="text" onClick={onEdit} aria-label={t('keys.editOne', { name })} data-testid="key-edit">
          {t('keys.edit')}
        </Button>
        <Button type="text" onClick={onRotate} aria-label={t('keys.rotateOne', { name })} data-testid="key-rotate">
          {t('keys.rotate')}
        </Button>
        <Button danger type="text" onClick={onRevoke} aria-label={t('keys.revokeOne', { name })} data-testid="key-revoke">
          {t('keys.revoke')}
        </Button>
      </div>
    </li>
  )
}
