import type { UpstreamHealth } from '@/api/types'
import { Tag } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import { duration, failedShare } from './chains'
import styles from './Incidents.module.css'
import { Trail } from './Trail'

const tones = { closed: 'good', half_open: 'warning', limited: 'warning', open: 'bad' } as const

/** A card for every upstream: how it is, how quick, how often it fails, how busy. */
export function Upstreams({ upstreams }: { upstreams: UpstreamHealth[] }) {
  return (
    <ul className={styles.upstreams}>
      {upstreams.map((one) => (
        <Upstream key={one.key} one={one} />
      ))}
    </ul>
  )
}

function Upstream({ one }: { one: UpstreamHealth }) {
  const t = useT()
  const locale = currentLocale()
  // The trail's first ten seconds are not over yet: what was counted until now.
  const failed = failedShare(one.trail) ?? (one.calls ? one.failures / one.calls : 0)
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  const facts: [string, string][] = [
    [t('incidents.median'), duration(one.p50_ms, locale)],
    [t('incidents.slowest'), duration(one.p99_ms, locale)],
    [t('incidents.errors'), one.calls ? percent.format(failed) : '–'],
    [t('incidents.running'), String(one.running)],
  ]
  return (
    <li className={styles.upstream} data-testid={`upstream-${one.key}`}>
      <header>
        <div className={styles.name}>
          <strong>{one.model}</strong>
          <span>
            {one.provider}
            {one.account > 1 && ` · ${t('incidents.account', { number: one.account })}`}
          </span>
        </div>
        <Tag tone={one.alarm ? 'bad' : one.calls ? tones[one.state] : 'quiet'}>
          {one.alarm ? t('incidents.alarm') : one.calls || one.state !== 'closed' ? t(`incidents.states.${one.state}`) : t('incidents.unused')}
        </Tag>
      </header>
      <Trail trail={one.trail} />
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {one.returns_in_s !== null && one.state !== 'closed' && <p className={styles.note}>{t('incidents.returns', { time: duration(one.returns_in_s * 1000, locale) })}</p>}
      {one.rate_limit_left !== null && <p className={styles.note}>{t('incidents.limitLeft', { share: percent.format(one.rate_limit_left) })}</p>}
    </li>
  )
}
