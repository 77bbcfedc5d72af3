import type { Role } from '@/api/types'

/** In the order in which they are explained and offered. */
export const roles: Role[] = ['administrator', 'developer', 'user', 'finance', 'support', 'auditor']
