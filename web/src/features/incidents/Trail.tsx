import type { HealthSample } from '@/api/types'
import { useT } from '@/i18n'
import { linePath } from './chains'
import styles from './Incidents.module.css'

const [WIDTH, HEIGHT, BARS, SLOTS] = [160, 36, 14, 60]
const NOTHING: HealthSample = { calls: 0, failures: 0, running: 0, p50_ms: null, p99_ms: null }

/** Ten minutes of one upstream: its median and 99th percentile as lines, below them calls and failures as bars. */
export function Trail({ trail: known }: { trail: HealthSample[] }) {
  const t = useT()
  const trail = [...Array.from({ length: Math.max(0, SLOTS - known.length) }, () => NOTHING), ...known]
  const slow = Math.max(1, ...trail.map((one) => one.p99_ms ?? 0))
  const busy = Math.max(1, ...trail.map((one) => one.calls))
  const step = WIDTH / trail.length
  return (
    <svg className={styles.trail} viewBox={`0 0 ${WIDTH} ${HEIGHT + BARS + 2}`} preserveAspectRatio="none" role="img" aria-label={t('incidents.trail')}>
      <rect x={0} y={HEIGHT} width={WIDTH} height={0.5} data-axis />
      <rect x={0} y={HEIGHT + BARS + 1.5} width={WIDTH} height={0.5} data-axis />
      <path d={linePath(trail.map((one) => one.p99_ms), WIDTH, HEIGHT, slow)} data-line="p99" />
      <path d={linePath(trail.map((one) => one.p50_ms), WIDTH, HEIGHT, slow)} data-line="p50" />
      {trail.map((one, index) => {
        const [calls, failures] = [(one.calls / busy) * BARS, (one.failures / busy) * BARS]
        const [x, bottom, width] = [index * step, HEIGHT + BARS + 2, Math.max(1, step - 0.6)]
        return (
          <g key={index}>
            <rect x={x} y={bottom - calls} width={width} height={calls} data-bar="calls" />
            <rect x={x} y={bottom - failures} width={width} height={failures} data-bar="failures" />
          </g>
        )
      })}
    </svg>
  )
}
