import type { TFunction } from 'i18next'
import type { AuditEntry } from '@/api/types'

/** An action in words; one that a newer server knows stands for itself. */
export const actionName = (t: TFunction, action: string): string => t(`auditActions.${action}` as 'audit.action', { defaultValue: action })

export const areaName = (t: TFunction, area: string): string => t(`audit.areas.${area}` as 'audit.action', { defaultValue: area })

/** Who did it, as people know them. */
export function actorName(t: TFunction, actor: AuditEntry['actor']): string {
  if (actor.name) return actor.kind === 'key' ? `${actor.name} · ${t('audit.withKey')}` : actor.name
  return t(`audit.kinds.${actor.kind}`)
}

export const subjectName = (subject: NonNullable<AuditEntry['subject']>): string => subject.name ?? subject.id
