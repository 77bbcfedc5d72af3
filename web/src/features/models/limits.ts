import type { Provider } from '@/api/types'

/** What holds where the form says nothing, in seconds; the server has the same. */
export const DEFAULTS = { timeout_s: 600, connect_timeout_s: 10, idle_timeout_s: 120 } as const

/** Times and places of a provider as they stand in the form; null where the default holds. */
export interface Limits {
  timeout_s: number | null
  connect_timeout_s: number | null
  first_byte_timeout_s: number | null
  idle_timeout_s: number | null
  max_concurrency: number | null
  max_waiting: number | null
}

/** As the form begins: a default is shown as one. */
export function limitsOf(provider: Provider | undefined): Limits {
  const own = (name: keyof typeof DEFAULTS) => (!provider || provider[name] === DEFAULTS[name] ? null : provider[name])
  return {
    timeout_s: own('timeout_s'),
    connect_timeout_s: own('connect_timeout_s'),
    first_byte_timeout_s: provider?.first_byte_timeout_s ?? null,
    idle_timeout_s: own('idle_timeout_s'),
    max_concurrency: provider?.max_concurrency ?? null,
    max_waiting: provider?.max_waiting ?? null,
  }
}

/** As the server takes it. */
export const limitFields = (limits: Limits) => ({
  ...limits,
  timeout_s: limits.timeout_s ?? DEFAULTS.timeout_s,
  connect_timeout_s: limits.connect_timeout_s ?? DEFAULTS.connect_timeout_s,
  idle_timeout_s: limits.idle_timeout_s ?? DEFAULTS.idle_timeout_s,
})
