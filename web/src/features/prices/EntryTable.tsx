import { Button } from 'antd'
import { TriangleAlert } from 'lucide-react'
import type { BookEntry, PriceWarning } from '@/api/types'
import { EmptyState } from '@/components/EmptyState'
import { money } from '@/components/money'
import { Tag } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import { entryKey, usual } from './amounts'
import styles from './Prices.module.css'

interface Props {
  entries: readonly BookEntry[]
  warnings: PriceWarning[]
  onEdit?: (index: number) => void
  onRemove?: (index: number) => void
}

/** All models with their usual prices; units stand in the head. */
export function EntryTable({ entries, warnings, onEdit, onRemove }: Props) {
  const t = useT()
  if (!entries.length) return <EmptyState title={t('prices.noEntries')} text={t('prices.noEntriesText')} />
  return (
    // Wider than a phone: the keyboard must reach what scrolls.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.scroll} tabIndex={0} role="group" aria-label={t('prices.title')}>
      <table className={styles.table} data-testid="entries">
        <thead>
          <tr>
            <th scope="col">{t('prices.model')}</th>
            {usual.map((name) => (
              <th key={name} scope="col" data-figure>
                {t(`prices.amounts.${name}`)}
                <small>{t(`prices.units.${name}`)}</small>
              </th>
            ))}
            {onEdit && <th scope="col" aria-label={t('prices.actions')} />}
          </tr>
        </thead>
        <tbody>
          {entries.map((entry, index) => (
            <Row key={entryKey(entry)} entry={entry} warnings={warnings.filter((one) => one.entry === entryKey(entry))} onEdit={onEdit && (() => onEdit(index))} onRemove={onRemove && (() => onRemove(index))} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ entry, warnings, onEdit, onRemove }: { entry: BookEntry; warnings: PriceWarning[]; onEdit: (() => void) | undefined; onRemove: (() => void) | undefined }) {
  const t = useT()
  const locale = currentLocale()
  const { price, cost } = entry
  return (
    <tr data-testid={`entry-${entryKey(entry)}`}>
      <th scope="row">
        <span className={styles.name}>{entry.model}</span>
        {entry.provider && <small>{entry.provider}</small>}
        <span className={styles.marks}>
          {entry.tiers && <Tag tone="info">{t('prices.tiered')}</Tag>}
          {(entry.windows?.length ?? 0) > 0 && <Tag tone="info">{t('prices.byHour')}</Tag>}
          {(price.longer?.length ?? 0) > 0 && <Tag tone="info">{t('prices.byLength')}</Tag>}
          {warnings.map((one) => (
            <Tag key={`${one.code} ${one.field}`} tone="warning">
              <TriangleAlert size={12} strokeWidth={2} aria-hidden /> {t(`prices.warnings.${one.code as 'free'}`)}
            </Tag>
          ))}
        </span>
      </th>
      {usual.map((name) => (
        <td key={name} data-figure>
          {price[name] ? money(price[name], price.currency, locale) : '–'}
          {cost && cost[name] ? <small>{t('prices.costs', { amount: money(cost[name], cost.currency, locale) })}</small> : null}
        </td>
      ))}
      {onEdit && (
        <td className={styles.actions}>
          <Button size="small" onClick={onEdit} data-testid="entry-edit">
            {t('prices.edit')}
          </Button>
          <Button size="small" type="text" onClick={onRemove}>
            {t('common.delete')}
          </Button>
        </td>
      )}
    </tr>
  )
}
