import { useQuery } from '@tanstack/react-query'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { CostExplanation } from '@/api/types'
import { money } from '@/components/money'
import { LoadState } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import styles from './Usage.module.css'

/** Why a call cost what it cost: each bucket, its price, and what changed the sum. */
export function Explained({ id }: { id: string }) {
  const query = useQuery({ queryKey: keys.explanation(id), queryFn: ({ signal }) => api.get<CostExplanation>(`/api/usage/${id}/explanation`, undefined, signal), staleTime: Infinity })
  return <LoadState query={query} rows={2}>{(found) => <Sum found={found} />}</LoadState>
}

function Sum({ found }: { found: CostExplanation }) {
  const t = useT()
  const locale = currentLocale()
  const number = new Intl.NumberFormat(locale)
  const amount = (micros: number) => money(micros, found.currency, locale)
  const notes = [
    found.book?.number ? t('usage.explained.book', { number: found.book.number }) : t('usage.explained.row'),
    found.tier ? t('usage.explained.tier', { above: number.format(found.tier.above) }) : '',
    found.month ? t('usage.explained.volume', { month: found.month.month }) : '',
    found.month?.corrected_micros != null ? t(found.month.corrected_micros < 0 ? 'usage.explained.volumeCharged' : 'usage.explained.volumeGiven', { amount: amount(Math.abs(found.month.corrected_micros)) }) : '',
    found.longer_prompt_above ? t('usage.explained.longer', { above: number.format(found.longer_prompt_above) }) : '',
    ...found.factors.map((one) => t('usage.explained.factor', { what: t(`usage.explained.factors.${one.what}`, { defaultValue: one.what }), factor: one.factor })),
  ].filter(Boolean)
  return (
    <section className={styles.explained} data-testid="explanation">
      <h4>{t('usage.explained.title')}</h4>
      {found.outcome !== 'charged' && <p>{t(`usage.explained.outcomes.${found.outcome}`, { defaultValue: found.outcome })}</p>}
      {found.parts.length > 0 && (
        <>
          <table>
            <tbody>
              {found.parts.map((part) => (
                <tr key={`${part.name} ${part.kind}`}>
                  <th scope="row">{t(`prices.amounts.${part.name}`, { defaultValue: part.name })}</th>
                  <td data-figure>{number.format(part.count)}</td>
                  <td data-figure>
                    × {amount(part.price_micros)} <small>{t(`prices.units.${part.name}`, { defaultValue: part.unit }).split(/[;；]/)[0]}</small>
                  </td>
                  <td data-figure>{amount(Number(part.micros))}</td>
                </tr>
              ))}
              <tr>
                <th scope="row">{t('usage.explained.charged')}</th>
                <td colSpan={3} data-figure>
                  <strong>{amount(found.cost_micros)}</strong>
                </td>
              </tr>
            </tbody>
          </table>
          <p className={styles.notes}>{notes.join(' · ')}</p>
          <p className={styles.notes}>{t('usage.explained.rounded')}</p>
        </>
      )}
      {found.vendor?.amount_micros != null && (
        <p className={styles.notes}>
          {t('usage.explained.vendor', { amount: money(found.vendor.amount_micros, found.vendor.currency, locale) })}
          {found.vendor.margin_micros != null && ` · ${t('usage.explained.margin', { amount: money(found.vendor.margin_micros, found.vendor.margin_currency, locale) })}`}
        </p>
      )}
    </section>
  )
}
