import type { PaymentMethods } from '@/api/types'

export interface Choice {
  key: string
  provider: string
  method: string | undefined
  currency: string
  test: boolean
  saves: boolean
}

/** Each way of each provider in each of its currencies; the ledger's own currency first. */
export function choices({ ways, currency }: PaymentMethods): Choice[] {
  const all = ways.flatMap(({ provider, methods, currencies, test, saves }) =>
    (methods.length ? methods.filter((method) => method !== 'jsapi') : [undefined]).flatMap((method) =>
      currencies.map((taken) => ({ key: [provider, method, taken.currency].join(' '), provider, method, currency: taken.currency, test, saves })),
    ),
  )
  return [...all.filter((one) => one.currency === currency), ...all.filter((one) => one.currency !== currency)]
}

/** Amounts to choose from, as one would type them. */
export const amounts = (currency: string | undefined): string[] => (currency === 'JPY' || currency === 'KRW' ? ['1000', '5000', '10000'] : ['10', '50', '100'])
