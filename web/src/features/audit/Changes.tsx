import type { AuditEntry } from '@/api/types'
import { useT } from '@/i18n'
import styles from './Audit.module.css'
import { changesOf, HIDDEN } from './parts'

/** What was before and what is since, field by field. */
export function Changes({ entry }: { entry: AuditEntry }) {
  const t = useT()
  const changes = changesOf(entry)
  if (!changes.length) return <p className={styles.quiet}>{t('audit.nothingSaid')}</p>
  const sides = (['before', 'after'] as const).filter((side) => entry[side] !== null)
  const hidden = changes.some(({ before, after }) => before === HIDDEN && after === HIDDEN)
  return (
    <>
      {/* Wider than a phone: the keyboard must reach what scrolls. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={styles.scroll} tabIndex={0} role="group" aria-label={t('audit.value')}>
        <table className={styles.changes} data-testid="audit-changes">
          <thead>
            <tr>
              <th scope="col">{t('audit.field')}</th>
              {sides.map((side) => (
                <th key={side} scope="col">
                  {t(sides.length > 1 || side === 'before' ? `audit.${side}` : 'audit.value')}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {changes.map((change) => (
              <tr key={change.field}>
                <th scope="row">{change.field}</th>
                {sides.map((side) => (
                  <td key={side} data-side={sides.length > 1 ? side : undefined}>
                    {change[side] === null ? '–' : <Value text={change[side]} />}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {hidden && <p className={styles.quiet}>{t('audit.secretChanged')}</p>}
    </>
  )
}

function Value({ text }: { text: string }) {
  const t = useT()
  return text === HIDDEN ? <span className={styles.quiet}>{t('audit.hidden')}</span> : <code>{text}</code>
}
