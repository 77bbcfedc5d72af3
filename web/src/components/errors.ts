import type { TFunction } from 'i18next'
import { ApiError } from '@/api/client'
import type { Failure } from '@/api/types'

/** Our sentence for a code, naming the field at fault where there is such a sentence; empty for a code we do not know. */
function byCode(code: string, t: TFunction, detail: string, param = ''): string {
  if (!/^[a-z_]+$/.test(code)) return ''
  const sentence = (key: string, field = '') => t(`errors.codes.${key}` as 'errors.codes.invalid_field_named', { detail, field, defaultValue: '' })
  const name = param.split('.').findLast((part) => !/^\d+$/.test(part)) ?? ''
  const field = name && t(`errors.fields.${name}` as 'errors.fields.name', { defaultValue: param })
  return (field && sentence(`${code}_named`, field)) || sentence(code)
}

/** Words for any failure: what happened, what was kept, what to do; the server's own sentence where we have none. */
export function errorText(error: unknown, t: TFunction): string {
  if (!(error instanceof ApiError)) return t('common.errors.unknown', { code: 'page' })
  if (error.status === 0) return t('common.errors.unreachable')
  const { param } = error.problem
  const known = byCode(error.code, t, error.detail, typeof param === 'string' ? param : '')
  if (known) return known
  if (error.detail && error.status < 500) return error.detail
  const byStatus = `common.errors.http_${error.status}` as 'common.errors.http_500'
  return t(byStatus, { defaultValue: '' }) || t('common.errors.unknown', { code: error.code })
}

/** The same for the failure of a run; `detail` is the server's sentence where it says more than ours. */
export function failureText(failure: Failure | null, t: TFunction, otherwise: string): { text: string; detail: string | null } {
  if (!failure) return { text: otherwise, detail: null }
  const known = byCode(failure.code, t, failure.message)
  return known ? { text: known, detail: failure.message || null } : { text: failure.message || otherwise, detail: null }
}

/** A session that has ended leads to the sign-in page, which says so itself. */
export const isSignedOut = (error: unknown): boolean => error instanceof ApiError && error.status === 401
