import { currentLocale, useT } from '@/i18n'
import { monthName } from './groups'
import styles from './MonthRail.module.css'

interface Props {
  months: { name: string; count: number }[]
  month: string
  onMonth: (month: string) => void
}

/** The months that have pictures, at the edge of a wide page: one click jumps there. */
export function MonthRail({ months, month, onMonth }: Props) {
  const t = useT()
  if (months.length < 2) return null
  return (
    <nav className={styles.rail} aria-label={t('gallery.months')} data-testid="month-rail">
      <ul>
        <li>
          <button type="button" aria-current={!month || undefined} onClick={() => onMonth('')}>
            {t('gallery.newest')}
          </button>
        </li>
        {months.map(({ name, count }, index) => (
          <li key={name}>
            {name.slice(0, 4) !== months[index - 1]?.name.slice(0, 4) && <span className={styles.year}>{name.slice(0, 4)}</span>}
            <button
              type="button"
              aria-current={name === month || undefined}
              aria-label={`${monthName(name, currentLocale())}, ${t('gallery.count', { count })}`}
              title={t('gallery.count', { count })}
              onClick={() => onMonth(name)}
            >
              {new Intl.DateTimeFormat(currentLocale(), { month: 'short' }).format(new Date(Number(name.slice(0, 4)), Number(name.slice(5)) - 1, 1))}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}
