import { type KeyboardEvent, type PointerEvent, useState } from 'react'
import type { HealthSample } from '@/api/types'
import { currentLocale, useT } from '@/i18n'
import { duration, linePath } from './chains'
import styles from './Plot.module.css'
import { endOf, padded, roundTop, SLOTS } from './trails'

const WIDTH = SLOTS * 10
const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -6, PageDown: 6, Home: -SLOTS, End: SLOTS }

interface Props {
  trail: HealthSample[]
  /** when the last sample was over, in milliseconds since 1970 */
  read: number
  /** what it shows, for screen readers */
  label: string
  /** percentiles above the calls, where any are known */
  times?: boolean
  tall?: boolean
}

/** Ten minutes of calls and failures, with their times above. Pointer, touch and arrow keys read one sample. */
export function Plot({ trail: known, read, label, times: wanted, tall }: Props) {
  const t = useT()
  const locale = currentLocale()
  const [at, setAt] = useState<number | null>(null)
  const trail = padded(known)
  const busy = roundTop(Math.max(...trail.map((one) => one.calls)))
  const slowest = Math.max(...trail.map((one) => one.p99_ms ?? one.p50_ms ?? 0))
  const slow = roundTop(slowest)
  const times = wanted && slowest > 0
  const number = new Intl.NumberFormat(locale)
  const shown = at ?? SLOTS - 1

  const reading = (slot: number) => {
    const one = trail[slot]!
    const parts = [new Date(endOf(slot, read)).toLocaleTimeString(locale, { hour12: false }), t('incidents.calls', { count: one.calls })]
    if (one.failures) parts.push(t('incidents.failures', { count: one.failures }))
    if (times && one.p50_ms !== null) parts.push(`${t('incidents.median')} ${duration(one.p50_ms, locale)}`, `${t('incidents.slowest')} ${duration(one.p99_ms, locale)}`)
    return parts.join(' · ')
  }
  const point = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    setAt(Math.min(SLOTS - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * SLOTS))))
  }
  const press = (event: KeyboardEvent) => {
    const step = steps[event.key]
    if (!step) return
    event.preventDefault()
    setAt(Math.min(SLOTS - 1, Math.max(0, shown + step)))
  }
  return (
    <figure className={styles.plot} data-tall={tall || undefined} data-times={times || undefined}>
      <div className={styles.axis} aria-hidden>
        {times && <Scale top={duration(slow, locale)} />}
        <Scale top={number.format(busy)} />
      </div>
      <div
        className={styles.frame}
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={SLOTS - 1}
        aria-valuenow={shown}
        aria-valuetext={reading(shown)}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => setAt(null)}
        onFocus={(event) => event.currentTarget.matches(':focus-visible') && setAt(SLOTS - 1)}
        onBlur={() => setAt(null)}
        onKeyDown={press}
      >
        {times && (
          <svg viewBox={`0 0 ${WIDTH} 100`} preserveAspectRatio="none" aria-hidden>
            <path d={linePath(trail.map((one) => one.p99_ms), WIDTH, 100, slow)} data-line="p99" />
            <path d={linePath(trail.map((one) => one.p50_ms), WIDTH, 100, slow)} data-line="p50" />
          </svg>
        )}
        <svg viewBox={`0 0 ${WIDTH} 100`} preserveAspectRatio="none" aria-hidden>
          {trail.map((one, slot) => (
            <Bar key={slot} slot={slot} calls={one.calls / busy} failures={one.failures / busy} />
          ))}
        </svg>
        {at !== null && <i className={styles.cursor} style={{ insetInlineStart: `${((at + 0.5) / SLOTS) * 100}%` }} />}
      </div>
      <figcaption className={styles.foot} aria-hidden data-reading={at !== null || undefined}>
        {at === null ? (
          <>
            <span>{t('incidents.tenMinutesAgo')}</span>
            <span>{t('incidents.now')}</span>
          </>
        ) : (
          <span>{reading(at)}</span>
        )}
      </figcaption>
    </figure>
  )
}

function Scale({ top }: { top: string }) {
  return (
    <div className={styles.scale}>
      <span>{top}</span>
      <span>0</span>
    </div>
  )
}

/** Failures are the lower part of the calls. Heights are shares of the panel. */
function Bar({ slot, calls, failures }: { slot: number; calls: number; failures: number }) {
  if (!calls) return null
  return (
    <>
      <rect x={slot * 10 + 1} y={100 - calls * 100} width={8} height={calls * 100} data-bar="calls" />
      {failures > 0 && <rect x={slot * 10 + 1} y={100 - failures * 100} width={8} height={failures * 100} data-bar="failures" />}
    </>
  )
}
