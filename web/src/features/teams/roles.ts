import type { TeamRole } from '@/api/types'

export const TEAM_ROLES: TeamRole[] = ['owner', 'admin', 'member']

/** Whether somebody manages members, projects and keys. */
export const manages = (role: TeamRole) => role !== 'member'

/** The roles that somebody of a role may give to others, and change. */
export function rolesToGive(role: TeamRole): TeamRole[] {
  if (role === 'owner') return TEAM_ROLES
  return role === 'admin' ? ['member'] : []
}
