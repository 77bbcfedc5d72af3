/** Money as the server counts it: whole millionths of a currency. */

/** `1234567` micros of USD → `$1.23`; what is less than a cent keeps as many digits as say something. */
export function money(micros: number, currency: string | null | undefined, locale: string): string {
  const value = micros / 1_000_000
  const cents = Math.abs(value) >= 1 || micros % 10_000 === 0
  const digits = cents ? { minimumFractionDigits: 2, maximumFractionDigits: 2 } : { maximumSignificantDigits: 3 }
  if (!currency) return new Intl.NumberFormat(locale, digits).format(value)
  return new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...digits }).format(value)
}

/** To the last millionth, as bills say it, whose lines add up: `5000080` micros of USD → `$5.00008`. */
export function exactMoney(micros: number, currency: string, locale: string): string {
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 6 }
  return new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...digits }).format(micros / 1_000_000)
}

/** `12.5` → `12500000`; null for what is no amount with at most six digits behind the point. */
export function micros(text: string): number | null {
  const found = /^\s*(-?)(\d{1,9})(?:\.(\d{1,6}))?\s*$/.exec(text)
  if (!found) return null
  const amount = Number(found[2]) * 1_000_000 + Number((found[3] ?? '').padEnd(6, '0'))
  return found[1] ? -amount : amount
}
