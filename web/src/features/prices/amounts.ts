import type { BookEntry, BookPrice } from '@/api/types'
import { micros } from '@/components/money'

/** Prices of one flat price, the usual ones first; the rest are folded away. */
export const usual = ['input', 'output', 'picture', 'call'] as const
export const further = ['cache_read', 'cache_write', 'cache_write_1h', 'reasoning', 'audio_input', 'audio_output', 'character', 'sound', 'second', 'memory', 'page'] as const
export const amountNames = [...usual, ...further] as const
export type AmountName = (typeof amountNames)[number]
export type Amounts = Record<AmountName, string>

/** Without one of these a bucket is charged like the one that it is part of. */
const parts: ReadonlySet<string> = new Set(['cache_read', 'cache_write', 'cache_write_1h', 'reasoning', 'audio_input', 'audio_output'])

/** Micros as one types them: `2500000` → `2.5`; nothing for what is not set, and for a zero that says nothing. */
export const typed = (value: number | null | undefined, name: AmountName): string => (value === null || value === undefined || (value === 0 && !parts.has(name)) ? '' : String(value / 1_000_000))

export const amountsOf = (price: BookPrice | null | undefined): Amounts => Object.fromEntries(amountNames.map((name) => [name, typed(price?.[name], name)])) as Amounts

/** The names of the fields that hold no amount. */
export const wrongAmounts = (amounts: Amounts): AmountName[] => amountNames.filter((name) => amounts[name].trim() !== '' && !((micros(amounts[name]) ?? -1) >= 0))

/** A price with these amounts; what the form does not show (pictures by size, longer prompts) stays as it was. */
export function priceWith(amounts: Amounts, currency: string, before: BookPrice | null | undefined): BookPrice {
  const set = Object.fromEntries(
    amountNames.map((name) => {
      const text = amounts[name].trim()
      return [name, text === '' ? (parts.has(name) ? null : 0) : micros(text)]
    }),
  )
  return { pictures: {}, longer: [], ...before, ...set, currency } as BookPrice
}

/** Whether any amount is there at all: a cost without any is none. */
export const says = (amounts: Amounts): boolean => amountNames.some((name) => amounts[name].trim() !== '')

export const entryKey = (entry: Pick<BookEntry, 'model' | 'provider'>): string => (entry.provider ? `${entry.model} @ ${entry.provider}` : entry.model)
