/** The router's short reasons are for headers, in English; these are their patterns, in the words of the page. */
const patterns = [
  ['only', /^only$/],
  ['pool', /^pool$/],
  ['backup', /^backup$/],
  ['sick', /^not healthy, last resort$/],
  ['weight', /^weight (?<value>[\d.]+)$/],
  ['cost', /^cost (?<value>\d+) micros$/],
  ['noPrice', /^price not known$/],
  ['speed', /^speed (?<value>\d+) ms$/],
  ['unmeasured', /^not measured yet$/],
  ['quality', /^quality (?<value>[\d.]+) \w+$/],
  ['balance', /^balance [\d.]+: cost (?<cost>[\d.]+) speed (?<speed>[\d.]+) quality (?<quality>[\d.]+), \w+$/],
  ['busyOf', /^running (?<value>\d+) of (?<limit>\d+)$/],
  ['busy', /^running (?<value>\d+)$/],
  ['blind', /^cannot see pictures$/],
  ['noTools', /^cannot call tools$/],
  ['context', /^context of (?<value>\d+) tokens is too small$/],
  ['disabled', /^disabled$/],
  ['otherTask', /^not for \w+$/],
  ['region', /^region is (?<value>.+), not (?<wanted>.+)$/],
  ['tooDear', /^would cost (?<value>\d+) micros of (?<limit>\d+)$/],
  ['data', /^may not see (?<value>.+) data$/],
] as const

export type ReasonKey = (typeof patterns)[number][0]
export type Prefix = 'sticky' | 'near' | 'far'

const none = { value: '', limit: '', cost: '', speed: '', quality: '', wanted: '' }
type Values = typeof none

export interface Reason {
  prefixes: Prefix[]
  /** null: a reason that this page does not know; `text` has it as it is */
  key: ReasonKey | null
  values: Values
  text: string
}

/** Millionths of a dollar as money; three figures, because one call costs little. */
export const dollars = (micros: string, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD', maximumSignificantDigits: 3 }).format(Number(micros) / 1_000_000)

export function readReason(reason: string): Reason {
  const prefixes: Prefix[] = []
  let text = reason
  for (let found = /^(sticky|near|far), /.exec(text); found; found = /^(sticky|near|far), /.exec(text)) {
    prefixes.push(found[1] as Prefix)
    text = text.slice(found[0].length)
  }
  for (const [key, pattern] of patterns) {
    const found = pattern.exec(text)
    if (found) return { prefixes, key, values: { ...none, ...found.groups }, text }
  }
  return { prefixes, key: null, values: none, text }
}
