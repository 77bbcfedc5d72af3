import type { Check } from '@/api/types'

const weight = { failed: 0, warning: 1, ok: 2 }

/** What needs attention first; otherwise in the server's order. */
export const bySeverity = (checks: Check[]): Check[] => [...checks].sort((a, b) => weight[a.status] - weight[b.status])

export const countOf = (checks: Check[], status: Check['status']): number => checks.filter((check) => check.status === status).length

/** All checks as plain text in the server's English, for a mail or an issue. */
export function reportText(checks: Check[], version: string): string {
  const lines = checks.map((check) => {
    const rest = [check.detail, check.advice && `→ ${check.advice}`].filter(Boolean).join(' ')
    return `[${check.status}] ${check.title}${rest ? `: ${rest}` : ''}`
  })
  return [`HuaHua ${version}`, ...lines].join('\n')
}

/** `'provider:deepseek'` → `['provider', 'deepseek']`; a check without a subject has an empty one. */
export function splitId(id: string): [kind: string, name: string] {
  const colon = id.indexOf(':')
  return colon < 0 ? [id, ''] : [id.slice(0, colon), id.slice(colon + 1)]
}
