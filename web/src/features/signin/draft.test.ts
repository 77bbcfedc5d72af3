import { describe, expect, it } from 'vitest'
import { bodyOf, draftOf, FRESH, nameFrom } from './draft'

describe('bodyOf', () => {
  it('keeps the stored secret unless one was typed', () => {
    expect(bodyOf(FRESH).client_secret).toBeNull()
    expect(bodyOf({ ...FRESH, secret: 's3cret' }).client_secret).toBe('s3cret')
  })
  it('leaves out lines without a value', () => {
    const roles = [
      { value: ' admins ', role: 'administrator' as const },
      { value: ' ', role: 'finance' as const },
    ]
    expect(bodyOf({ ...FRESH, roles }).roles).toEqual({ admins: 'administrator' })
  })
  it('gives back what a provider says', () => {
    const { name: _name, secret: _secret, roles: _roles, ...rest } = FRESH
    const provider = { ...rest, name: 'company', roles: { a: 'user' as const }, has_secret: true, source: 'page' as const, callback_url: 'https://h.example/x' }
    expect(bodyOf(draftOf(provider))).toEqual({ ...rest, client_secret: null, roles: { a: 'user' } })
  })
})

it('makes a name for the address', () => {
  expect(nameFrom('Acme, Inc.')).toBe('acme-inc')
  expect(nameFrom('公司')).toBe('')
  expect(nameFrom('x'.repeat(60))).toHaveLength(40)
})
