import type { Role, SignInProvider, SignInProviderBody } from '@/api/types'

/** What the form holds: roles as lines, and a secret only where one was typed. */
export interface Draft extends Omit<SignInProvider, 'has_secret' | 'source' | 'callback_url' | 'roles'> {
  roles: { value: string; role: Role }[]
  /** empty: the one that is stored stays */
  secret: string
}

export const FRESH: Draft = {
  name: '',
  title: '',
  issuer: '',
  client_id: '',
  scopes: ['openid', 'email', 'profile'],
  allowed_domains: [],
  create_users: false,
  role: 'user',
  role_claim: '',
  roles: [],
  allow_private: false,
  enabled: true,
  secret: '',
}

export function draftOf(provider: SignInProvider): Draft {
  const { has_secret: _has, source: _source, callback_url: _url, roles, ...rest } = provider
  return { ...rest, roles: Object.entries(roles).map(([value, role]) => ({ value, role })), secret: '' }
}

/** What is sent; lines of roles without a value are left out, and the last of two with the same counts. */
export function bodyOf({ name: _name, secret, roles, ...rest }: Draft): SignInProviderBody {
  return {
    ...rest,
    issuer: rest.issuer.trim(),
    client_id: rest.client_id.trim(),
    client_secret: secret || null,
    allowed_domains: rest.allowed_domains.map((domain: string) => domain.trim().toLowerCase()),
    roles: Object.fromEntries(roles.filter(({ value }) => value.trim()).map(({ value, role }) => [value.trim(), role])),
  }
}

/** The part of a provider's name that may stand in an address: `'Acme, Inc.'` is `'acme-inc'`. */
export const nameFrom = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
