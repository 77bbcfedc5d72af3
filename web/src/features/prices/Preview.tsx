import { Button, Select } from 'antd'
import { useState } from 'react'
import type { BookReply, PreviewRow } from '@/api/types'
import { EmptyState } from '@/components/EmptyState'
import { money } from '@/components/money'
import { Block, LoadState, Tag } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import styles from './Prices.module.css'
import { usePreview } from './usePrices'

/** The last days' calls at the prices of this draft. */
export function Preview({ book }: { book: BookReply }) {
  const t = useT()
  const [wanted, setWanted] = useState(false)
  const [days, setDays] = useState(7)
  const query = usePreview(book.id, book.revision, days, wanted)
  return (
    <Block
      title={t('prices.preview')}
      text={t('prices.previewText')}
      action={
        <div className={styles.tools}>
          <Select value={days} onChange={setDays} aria-label={t('usage.period')} options={[7, 14, 31].map((value) => ({ value, label: t('usage.lastDays', { count: value }) }))} />
          {!wanted && (
            <Button onClick={() => setWanted(true)} data-testid="preview">
              {t('prices.reckon')}
            </Button>
          )}
        </div>
      }
      testId="preview-block"
    >
      {wanted && (
        <LoadState query={query}>
          {(found) =>
            found.lines ? (
              <>
                {!found.whole && <p className={styles.note}>{t('prices.notWhole')}</p>}
                <Table currency={found.currency} total={found.total} rows={found.models} head={t('prices.model')} />
                <Table currency={found.currency} rows={found.customers} head={t('prices.customer')} />
              </>
            ) : (
              <EmptyState title={t('prices.noCalls')} />
            )
          }
        </LoadState>
      )}
    </Block>
  )
}

function Table({ rows, total, currency, head }: { rows: PreviewRow[]; total?: PreviewRow; currency: string; head: string }) {
  const t = useT()
  const locale = currentLocale()
  const amount = (micros: number | null) => (micros === null ? '–' : money(micros, currency, locale))
  const line = (row: PreviewRow, name: string) => (
    <tr key={name}>
      <th scope="row">
        <span className={styles.name}>{name}</span>
        {row.loses && <Tag tone="bad">{t('prices.loses')}</Tag>}
      </th>
      <td data-figure>{row.calls}</td>
      <td data-figure>{amount(row.old_micros)}</td>
      <td data-figure>{amount(row.new_micros)}</td>
      <td data-figure>{`${row.difference_micros > 0 ? '+' : ''}${amount(row.difference_micros)}`}</td>
      <td data-figure>{amount(row.vendor_micros)}</td>
      <td data-figure>{amount(row.margin_micros)}</td>
    </tr>
  )
  return (
    // Wider than a phone: the keyboard must reach what scrolls.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.scroll} tabIndex={0} role="group" aria-label={head}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{head}</th>
            {(['calls', 'old', 'new', 'difference', 'vendor', 'margin'] as const).map((name) => (
              <th key={name} scope="col" data-figure>
                {t(`prices.columns.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {total && line(total, t('prices.total'))}
          {rows.map((row) => line(row, row.name))}
        </tbody>
      </table>
    </div>
  )
}
