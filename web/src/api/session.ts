import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from './client'
import { keys } from './keys'
import type { Bootstrap, Models, Permission, SignedIn, SignInReply, User, WaysIn } from './types'

export const useBootstrap = () =>
  useQuery({
    queryKey: keys.bootstrap,
    queryFn: ({ signal }) => api.get<Bootstrap>('/api/bootstrap', undefined, signal),
    staleTime: Infinity,
  })

/** The person who is signed in; pages below the frame are only shown when there is one. */
export function useUser(): User {
  const user = useBootstrap().data?.user
  if (!user) throw new Error('useUser needs a signed-in page')
  return user
}

/** Whether somebody may do what needs a permission; what needs none is for everybody. */
export const may = (user: User, needed?: Permission) => !needed || user.permissions.includes(needed)

export const useModels = () =>
  useQuery({
    queryKey: keys.models,
    queryFn: ({ signal }) => api.get<Models>('/api/models', undefined, signal),
    staleTime: 60_000,
  })

function useSignedIn() {
  const client = useQueryClient()
  return ({ user }: SignedIn) => {
    client.setQueryData<Bootstrap>(keys.bootstrap, (old) => ({
      version: '',
      features: [],
      ...old,
      setup_needed: false,
      user,
    }))
  }
}

/** The first step; the answer has a challenge instead of a user where a code is wanted too. */
export const useSignIn = () => {
  const enter = useSignedIn()
  return useMutation({
    mutationFn: (body: { email: string; password: string }) =>
      api.post<SignInReply>('/api/session', body, { anonymous: true }),
    onSuccess: ({ user }) => {
      if (user) enter({ user })
    },
  })
}

/** What the sign-in page offers beside a password. */
export const useWaysIn = () =>
  useQuery({
    queryKey: keys.waysIn,
    queryFn: ({ signal }) => api.get<WaysIn>('/api/sign-in', undefined, signal),
    staleTime: 60_000,
  })

/** A password by an invitation or a reset: whoever sets it is in, or is asked for a code. */
export const useSetPassword = (path: '/api/users/invitations/accept' | '/api/password-reset/finish') => {
  const enter = useSignedIn()
  return useMutation({
    mutationFn: (body: { token: string; password: string; name?: string }) => api.post<SignInReply>(path, body, { anonymous: true }),
    onSuccess: ({ user }) => {
      if (user) enter({ user })
    },
  })
}

export const useSecondStep = () =>
  useMutation({
    mutationFn: (body: { challenge: string; code: string }) =>
      api.post<SignedIn>('/api/session/second-step', body, { anonymous: true }),
    onSuccess: useSignedIn(),
  })

export const useSetup = () =>
  useMutation({
    mutationFn: (body: { code: string; email: string; password: string; name?: string }) =>
      api.post<SignedIn>('/api/setup', body, { anonymous: true }),
    onSuccess: useSignedIn(),
  })

export const useUpdateMe = () => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Partial<Pick<User, 'name' | 'locale' | 'theme'>>) => api.patch<User>('/api/me', body),
    onSuccess: (user) => client.setQueryData<Bootstrap>(keys.bootstrap, (old) => (old ? { ...old, user } : old)),
  })
}

/** The picture that one is shown by: of one of one's own pictures, or none. */
export const useFace = () => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (pictureId: string | null) =>
      pictureId === null ? api.delete<User>('/api/me/picture') : api.put<User>('/api/me/picture', { picture_id: pictureId }),
    onSuccess: (user) => client.setQueryData<Bootstrap>(keys.bootstrap, (old) => (old ? { ...old, user } : old)),
  })
}

/** Forgets everything that was loaded for this person, who is signed out. */
export const useLeave = () => {
  const client = useQueryClient()
  return () => {
    // What tells who is here stays in place, so that the page hears of the change and leaves before anything else looks.
    client.setQueryData<Bootstrap>(keys.bootstrap, (old) => old && { ...old, user: null })
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== keys.bootstrap[0] })
  }
}

/** Ends the session here. */
export const useSignOut = () =>
  useMutation({
    mutationFn: () => api.delete('/api/session'),
    onSettled: useLeave(),
  })
