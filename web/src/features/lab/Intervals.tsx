import type { Locale } from '@/api/types'
import { useT } from '@/i18n'
import styles from './Lab.module.css'
import { type Measured, placesOf } from './measured'

/** Each measurement as a point with its interval; the nearer to the left, the more alike. */
export function Intervals({ measured, locale }: { measured: readonly Measured[]; locale: Locale }) {
  const t = useT()
  const number = (value: number) => new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 }).format(value)
  return (
    <table className={styles.results}>
      <thead>
        <tr>
          <th scope="col">{t('lab.sets')}</th>
          <th scope="col" className={styles.plotHead}>
            {t('lab.alike')} → {t('lab.unlike')}
          </th>
          <th scope="col" className={styles.figure}>
            {t('lab.value')}
          </th>
        </tr>
      </thead>
      <tbody>
        {measured.map((one) => {
          const place = placesOf(measured, one.measure).get(one.runId)
          return (
            <tr key={one.runId} data-testid="lab-result">
              <td>
                {one.name}
                <small>{t('lab.counted', { measure: one.measure.toUpperCase(), first: one.pictures[0], second: one.pictures[1] })}</small>
                <small data-testid="lab-features">{t(one.comparable ? 'lab.usedInception' : 'lab.usedOwn', { features: one.features })}</small>
              </td>
              <td>
                {place && (
                  <svg className={styles.plot} viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden>
                    <line className={styles.ground} x1="0" x2="100" y1="6" y2="6" />
                    <line className={styles.interval} x1={place.low * 100} x2={place.high * 100} y1="6" y2="6" />
                    <rect className={styles.point} x={Math.max(0, place.value * 100 - 0.7)} y="1.5" width="1.4" height="9" />
                  </svg>
                )}
              </td>
              <td className={styles.figure}>
                {number(one.value)}
                {one.low !== null && one.high !== null && <small>{t('lab.interval', { low: number(one.low), high: number(one.high) })}</small>}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
