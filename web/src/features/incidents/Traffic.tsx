import { Button } from 'antd'
import { Download } from 'lucide-react'
import type { UpstreamHealth } from '@/api/types'
import { saveAs } from '@/components/save'
import { Block } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import styles from './Incidents.module.css'
import { Legend } from './Marks'
import { Plot } from './Plot'
import { csvOf, sumOf } from './trails'

/** All upstreams together: how many calls in each ten seconds, and how many of them failed. */
export function Traffic({ upstreams, read }: { upstreams: UpstreamHealth[]; read: number }) {
  const t = useT()
  const locale = currentLocale()
  const number = new Intl.NumberFormat(locale)
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  const trail = sumOf(upstreams.map((one) => one.trail))
  const calls = trail.reduce((sum, one) => sum + one.calls, 0)
  const failures = trail.reduce((sum, one) => sum + one.failures, 0)
  const facts: [string, string][] = [
    [t('incidents.marks.calls'), number.format(calls)],
    [t('incidents.errors'), calls ? percent.format(failures / calls) : '–'],
    [t('incidents.busiest'), number.format(Math.max(...trail.map((one) => one.calls)))],
    [t('incidents.running'), number.format(upstreams.reduce((sum, one) => sum + one.running, 0))],
  ]
  return (
    <Block
      title={t('incidents.traffic')}
      text={t('incidents.trafficText')}
      testId="traffic"
      action={
        <Button icon={<Download size={16} strokeWidth={1.75} aria-hidden />} disabled={!calls} onClick={() => saveAs(new Blob([csvOf(upstreams, read)], { type: 'text/csv' }), 'upstreams.csv')} data-testid="traffic-csv">
          {t('incidents.csv')}
        </Button>
      }
    >
      <div className={styles.traffic}>
        <dl className={styles.facts}>
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <Plot trail={trail} read={read} label={t('incidents.trafficText')} tall />
        <Legend of={['calls', 'failures']} />
      </div>
    </Block>
  )
}
