import { expect, it } from 'vitest'
import type { Check } from '@/api/types'
import { bySeverity, countOf, reportText, splitId } from './report'

const check = (id: string, status: Check['status'], detail = '', advice = ''): Check => ({ id, title: id, status, code: '', params: {}, detail, advice })
const checks = [check('database', 'ok', 'fine'), check('disk', 'warning', '1 GB free.', 'Free some space.'), check('painter', 'ok'), check('key', 'failed', '401')]

it('puts trouble first and keeps the order among equals', () => {
  expect(bySeverity(checks).map((one) => one.id)).toEqual(['key', 'disk', 'database', 'painter'])
  expect(checks[0]!.id).toBe('database')
})
it('counts', () => expect([countOf(checks, 'ok'), countOf(checks, 'failed')]).toEqual([2, 1]))
it('reads as text', () => {
  expect(reportText(checks, '0.1.0')).toBe('HuaHua 0.1.0\n[ok] database: fine\n[warning] disk: 1 GB free. → Free some space.\n[ok] painter\n[failed] key: 401')
})

it('reads what a check is about', () => {
  expect(splitId('engine:builtin/painter')).toEqual(['engine', 'builtin/painter'])
  expect(splitId('provider:a:b')).toEqual(['provider', 'a:b'])
  expect(splitId('disk')).toEqual(['disk', ''])
})
