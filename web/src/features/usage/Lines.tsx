import { Button } from 'antd'
import { useState } from 'react'
import type { UsageEntry } from '@/api/types'
import { money } from '@/components/money'
import { exactTime, relativeTime } from '@/components/time'
import { useNow } from '@/components/useNow'
import { Tag } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import { Explained } from './Explained'
import styles from './Usage.module.css'

/** Every call, the newest first; a click shows all that its line says. */
export function Lines({ lines, more, loading }: { lines: UsageEntry[]; more: (() => void) | null; loading: boolean }) {
  const t = useT()
  return (
    <>
      <ul className={styles.lines} data-testid="usage-lines">
        {lines.map((line) => (
          <Line key={line.id} line={line} />
        ))}
      </ul>
      {more && (
        <div className={styles.more}>
          <Button onClick={more} loading={loading}>
            {t('common.loadMore')}
          </Button>
        </div>
      )}
    </>
  )
}

function Line({ line }: { line: UsageEntry }) {
  const t = useT()
  const locale = currentLocale()
  const now = useNow()
  const [open, setOpen] = useState(false)
  const cost = line.cost.currency ? money(line.cost.amount_micros, line.cost.currency, locale) : t('usage.free')
  return (
    <li>
      <button type="button" className={styles.line} aria-expanded={open} onClick={() => setOpen(!open)} data-testid="usage-line">
        <span className={styles.what}>
          <strong>{line.model}</strong>
          <span>
            <time dateTime={line.created_at} title={exactTime(line.created_at, locale)}>
              {relativeTime(line.created_at, locale, now, t('common.justNow'))}
            </time>
            {' · '}
            {used(line, t, locale)}
          </span>
        </span>
        {line.status >= 400 && <Tag tone="bad">{line.status}</Tag>}
        {(line.cache === 'hit' || line.cache === 'semantic') && <Tag>{t('usage.fromCache')}</Tag>}
        <span className={styles.cost}>{cost}</span>
      </button>
      {open && (
        <>
          <Details line={line} />
          <Explained id={line.id} />
        </>
      )}
    </li>
  )
}

type T = ReturnType<typeof useT>
const buckets = ['input_tokens', 'cache_read_tokens', 'cache_write_tokens', 'output_tokens', 'reasoning_tokens', 'images', 'characters', 'audio_seconds'] as const

/** The buckets that a call used, in words. */
function used(line: UsageEntry, t: T, locale: string): string {
  const number = new Intl.NumberFormat(locale)
  const parts = buckets.filter((name) => line[name]).map((name) => t(`usage.buckets.${name}`, { count: line[name], value: number.format(line[name]) }))
  return parts.join(', ') || t('usage.nothingUsed')
}

function Details({ line }: { line: UsageEntry }) {
  const t = useT()
  const locale = currentLocale()
  const facts: [string, string][] = [
    [t('usage.request'), line.id],
    [t('usage.when'), exactTime(line.created_at, locale)],
    [t('usage.servedBy'), line.provider ? `${line.provider} · ${line.upstream_model}` : '–'],
    [t('usage.why'), line.route_reason || '–'],
    [t('usage.took'), t('usage.ms', { count: line.latency_ms })],
    [t('usage.attempts'), String(line.attempts)],
    [t('usage.status'), line.error_code ? `${line.status} ${line.error_code}` : String(line.status)],
  ]
  return (
    <dl className={styles.details}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
