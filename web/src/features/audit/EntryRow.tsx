import { Button } from 'antd'
import { useState } from 'react'
import type { AuditEntry, Role } from '@/api/types'
import { exactTime, relativeTime } from '@/components/time'
import { useNow } from '@/components/useNow'
import { currentLocale, useT } from '@/i18n'
import styles from './Audit.module.css'
import { Changes } from './Changes'
import { actionName, actorName, subjectName } from './names'
import type { Filter } from './parts'

interface Props {
  entry: AuditEntry
  onFilter: (chosen: Partial<Filter>) => void
}

/** One entry; a click shows all that it says. */
export function EntryRow({ entry, onFilter }: Props) {
  const t = useT()
  const locale = currentLocale()
  const now = useNow()
  const [open, setOpen] = useState(false)
  const { actor, subject } = entry
  return (
    <li>
      <button type="button" className={styles.entry} aria-expanded={open} onClick={() => setOpen(!open)} data-testid="audit-entry">
        <span className={styles.what}>
          <strong data-refused={entry.action.endsWith('.refused') || undefined}>{actionName(t, entry.action)}</strong>
          {subject && <span>{subjectName(subject)}</span>}
        </span>
        <span className={styles.who}>
          <span>{actorName(t, actor)}</span>
          {entry.ip && <span>{entry.ip}</span>}
        </span>
        <time dateTime={entry.at} title={exactTime(entry.at, locale)}>
          {relativeTime(entry.at, locale, now, t('common.justNow'))}
        </time>
      </button>
      {open && <Details entry={entry} onFilter={onFilter} />}
    </li>
  )
}

function Details({ entry, onFilter }: Props) {
  const t = useT()
  const { actor, subject } = entry
  const facts: [string, string | null][] = [
    [t('audit.number'), String(entry.seq)],
    [t('audit.when'), new Intl.DateTimeFormat(currentLocale(), { dateStyle: 'long', timeStyle: 'medium' }).format(new Date(entry.at))],
    [t('audit.actor'), actor.user_id ? `${actorName(t, actor)} (${actor.user_id})` : actorName(t, actor)],
    [t('audit.role'), actor.role && t(`common.roles.${actor.role as Role}`, { defaultValue: actor.role })],
    [t('audit.key'), actor.key_id],
    [t('audit.subject'), subject && `${subject.kind}: ${subject.name ? `${subject.name} (${subject.id})` : subject.id}`],
    [t('audit.from'), entry.ip],
    [t('audit.program'), entry.user_agent],
    [t('audit.request'), entry.request_id],
    [t('audit.hash'), entry.hash],
  ]
  return (
    <div className={styles.details} data-testid="audit-details">
      <Changes entry={entry} />
      <dl>
        {facts.map(
          ([name, value]) =>
            value && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      <div className={styles.also}>
        {subject && (
          <Button size="small" onClick={() => onFilter({ subject: { kind: subject.kind, id: subject.id } })} data-testid="audit-only-subject">
            {t('audit.onlySubject')}
          </Button>
        )}
        <Button size="small" onClick={() => onFilter({ actor: actor.user_id ?? actor.kind })} data-testid="audit-only-actor">
          {t('audit.onlyActor')}
        </Button>
      </div>
    </div>
  )
}
