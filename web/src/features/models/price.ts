import type { TFunction } from 'i18next'
import type { ModelRow } from '@/api/types'

/** What a model costs in a few words: tokens, else pictures, else calls; null when nothing is said. Amounts are in millionths. */
export function priceText(price: ModelRow['price'], locale: string, t: TFunction): string | null {
  if (!price) return null
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency: price.currency, currencyDisplay: 'narrowSymbol', minimumFractionDigits: 2, maximumFractionDigits: 6, trailingZeroDisplay: 'stripIfInteger' })
  const money = (micros: number) => format.format(micros / 1_000_000)
  if (price.input || price.output) return t('models.priceOf.tokens', { input: money(price.input), output: money(price.output) })
  if (price.picture) return t('models.priceOf.picture', { amount: money(price.picture) })
  return price.call ? t('models.priceOf.call', { amount: money(price.call) }) : null
}
