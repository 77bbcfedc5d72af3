import { useEffect, useRef } from 'react'
import { currentLocale } from '@/i18n'
import { useTheme } from '@/theme/store'
import { dark, light } from '@/theme/tokens'
import styles from './Chart.module.css'
import type { ChartModel } from './model'
import { colours, optionOf } from './option'

interface Props {
  model: ChartModel
  /** what it shows, for screen readers; the same figures stand in a table */
  label: string
}

/** A chart with its legend. It grows with its place and follows the theme. */
export function Chart({ model, label }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const mode = useTheme((s) => s.mode)
  const still = useTheme((s) => s.reducedMotion)
  const palette = mode === 'dark' ? dark : light
  const locale = currentLocale()
  // Callers make a new model with each render; what counts is what it says.
  const said = JSON.stringify(model)
  useEffect(() => {
    const element = place.current
    if (!element) return
    let ended = false
    let end = () => {}
    void import('./echarts').then(({ init }) => {
      if (ended) return
      const chart = init(element, undefined, { renderer: 'svg' })
      chart.setOption(optionOf(JSON.parse(said) as ChartModel, palette, locale, still))
      const observer = new ResizeObserver(() => chart.resize())
      observer.observe(element)
      end = () => {
        observer.disconnect()
        chart.dispose()
      }
    })
    return () => {
      ended = true
      end()
    }
  }, [said, palette, locale, still])
  return (
    <figure className={styles.chart}>
      <div ref={place} className={styles.place} role="img" aria-label={label} data-testid="chart" />
      {model.series.length > 1 && (
        <ul className={styles.legend}>
          {model.series.map((one, index) => (
            <li key={one.name}>
              <i style={{ background: colours(palette)[index % colours(palette).length] }} aria-hidden />
              {one.name}
            </li>
          ))}
        </ul>
      )}
    </figure>
  )
}
