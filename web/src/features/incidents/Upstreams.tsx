import { Segmented } from 'antd'
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import type { UpstreamHealth } from '@/api/types'
import { Block } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import { duration } from './chains'
import styles from './Incidents.module.css'
import { ConditionTag, Legend, Where } from './Marks'
import { Plot } from './Plot'
import { byNeed, conditionOf } from './trails'
import { failedOf, UpstreamTable } from './UpstreamTable'

/** From so many on, a table is easier to read than cards. */
const MANY = 24

/** How every upstream does: as cards with ten minutes each, or all figures in a table. */
export function Upstreams({ upstreams, read }: { upstreams: UpstreamHealth[]; read: number }) {
  const t = useT()
  const [chosen, setChosen] = useState<'cards' | 'table'>()
  const view = chosen ?? (upstreams.length > MANY ? 'table' : 'cards')
  const sorted = byNeed(upstreams)
  const used = sorted.filter((one) => conditionOf(one) !== 'unused')
  const unused = sorted.filter((one) => conditionOf(one) === 'unused')
  return (
    <Block
      title={t('incidents.upstreams')}
      text={t('incidents.upstreamsText')}
      bare
      testId="upstreams"
      action={
        <Segmented
          value={view}
          onChange={setChosen}
          options={(['cards', 'table'] as const).map((value) => ({ value, label: t(`incidents.views.${value}`) }))}
          aria-label={t('incidents.view')}
          data-testid="upstreams-view"
        />
      }
    >
      {view === 'table' ? (
        <UpstreamTable upstreams={sorted} />
      ) : (
        <>
          {used.length > 0 && (
            <>
              <Legend of={['p50', 'p99', 'calls', 'failures']} />
              <ul className={styles.upstreams}>
                {used.map((one) => (
                  <Upstream key={`${one.key}#${one.account}`} one={one} read={read} />
                ))}
              </ul>
            </>
          )}
          {unused.length > 0 && (
            <details className={styles.unused} open={!used.length} data-testid="upstreams-unused">
              <summary>
                <ChevronRight size={16} strokeWidth={1.75} aria-hidden />
                {t('incidents.unusedCount', { count: unused.length })}
              </summary>
              <ul>
                {unused.map((one) => (
                  <li key={`${one.key}#${one.account}`} data-testid={`upstream-${one.key}`}>
                    {one.model} <Where one={one} />
                  </li>
                ))}
              </ul>
            </details>
          )}
        </>
      )}
    </Block>
  )
}

function Upstream({ one, read }: { one: UpstreamHealth; read: number }) {
  const t = useT()
  const locale = currentLocale()
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  const failed = failedOf(one)
  const facts: [string, string][] = [
    [t('incidents.median'), duration(one.p50_ms, locale)],
    [t('incidents.slowest'), duration(one.p99_ms, locale)],
    [t('incidents.errors'), failed === null ? '–' : percent.format(failed)],
    [t('incidents.running'), String(one.running)],
  ]
  return (
    <li className={styles.upstream} data-testid={`upstream-${one.key}`}>
      <header>
        <div className={styles.name}>
          <strong>{one.model}</strong>
          <Where one={one} />
        </div>
        <ConditionTag condition={conditionOf(one)} />
      </header>
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Plot trail={one.trail} read={read} label={t('incidents.trail', { name: `${one.provider} ${one.model}` })} times />
      {one.returns_in_s !== null && one.state !== 'closed' && <p className={styles.note}>{t('incidents.returns', { time: duration(one.returns_in_s * 1000, locale) })}</p>}
      {one.rate_limit_left !== null && <p className={styles.note}>{t('incidents.limitLeft', { share: percent.format(one.rate_limit_left) })}</p>}
    </li>
  )
}
