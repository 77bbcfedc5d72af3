import type { TFunction } from 'i18next'
import type { BillingPlan } from '@/api/types'
import { money } from '@/components/money'

/** What a plan holds, a line each. */
export function planParts(plan: BillingPlan, locale: string, t: TFunction): string[] {
  const number = new Intl.NumberFormat(locale)
  const parts = Object.entries(plan.included).map(([unit, count]) => t('billing.includes', { count: number.format(count), unit: t(`billing.units.${unit}`, { defaultValue: unit }) }))
  if (plan.included_micros) parts.push(t('billing.includesMoney', { amount: money(plan.included_micros, plan.currency, locale) }))
  if (plan.factor !== '1') parts.push(t('billing.times', { factor: plan.factor }))
  if (plan.credit_limit_micros) parts.push(t('billing.onCredit', { amount: money(plan.credit_limit_micros, plan.currency, locale) }))
  return parts
}
