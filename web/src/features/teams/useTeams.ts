import { useQuery } from '@tanstack/react-query'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { Invitation, OwnedKey, Page, Team, TeamDetail, Wallet } from '@/api/types'

/** The teams of the person who is signed in. */
export const useTeams = () => useQuery({ queryKey: keys.teams, queryFn: ({ signal }) => api.get<Page<Team>>('/api/teams', undefined, signal), staleTime: 30_000 })

export const useTeam = (id: string) => useQuery({ queryKey: keys.team(id), queryFn: ({ signal }) => api.get<TeamDetail>(`/api/teams/${id}`, undefined, signal) })

/** Everybody's keys of a team, for who manages it. */
export const useTeamKeys = (id: string) => useQuery({ queryKey: keys.teamKeys(id), queryFn: ({ signal }) => api.get<Page<OwnedKey>>(`/api/teams/${id}/keys`, undefined, signal) })

/** What waits for the person who is signed in. */
export const useInvitations = () => useQuery({ queryKey: keys.invitations, queryFn: ({ signal }) => api.get<Page<Invitation>>('/api/invitations', undefined, signal) })

/** Made on first use; everybody in a team may see it. */
export const useTeamWallet = (id: string) => useQuery({ queryKey: keys.teamWallet(id), queryFn: ({ signal }) => api.get<Wallet>('/api/billing/wallet', { team_id: id }, signal) })
