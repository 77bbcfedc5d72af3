import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { ContentRules, Finding, MaskingPolicy, Models, Page, PrivacyState, TriedOut } from '@/api/types'

const root = '/api/admin/privacy'
const at = (what: 'policies' | 'rules', name: string) => `${root}/${what}/${encodeURIComponent(name)}`

export type PolicyFields = Omit<MaskingPolicy, 'source'>
export type RulesFields = Omit<ContentRules, 'source'>

export const usePrivacy = () => useQuery({ queryKey: keys.privacy, queryFn: ({ signal }) => api.get<PrivacyState>(root, undefined, signal) })

/** Names that callers may ask for. */
export function useModelNames() {
  const query = useQuery({ queryKey: keys.models, queryFn: ({ signal }) => api.get<Models>('/api/models', undefined, signal) })
  return (query.data?.items ?? []).map((model) => model.id)
}

function useRefresh() {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: keys.privacy })
}

/** Saves a policy or a list: a new one, or over the one of its name. */
export function useSave<T extends { name: string }>(what: 'policies' | 'rules', isNew: boolean) {
  const onSuccess = useRefresh()
  return useMutation({
    mutationFn: ({ name, ...fields }: T) => (isNew ? api.post(`${root}/${what}`, { name, ...fields }) : api.put(at(what, name), fields)),
    onSuccess,
  })
}

export function useRemove(what: 'policies' | 'rules') {
  const onSuccess = useRefresh()
  return useMutation({ mutationFn: (name: string) => api.delete(at(what, name)), onSuccess })
}

export const useTryOut = () => useMutation({ mutationFn: (text: string) => api.post<TriedOut>(`${root}/try`, { text }) })

/** What rules found, the newest first: what waits for a decision, or what has one. */
export const useFindings = (open: boolean) =>
  useInfiniteQuery({
    queryKey: keys.findings({ open }),
    queryFn: ({ pageParam, signal }) => api.get<Page<Finding>>(`${root}/findings`, { open, cursor: pageParam ?? undefined }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  })

export function useDecide() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, decision }: { id: string; decision: 'fine' | 'violation' }) => api.post(`${root}/findings/${id}/decision`, { decision }),
    onSuccess: () => client.invalidateQueries({ queryKey: [...keys.privacy, 'findings'] }),
  })
}

export const useReveal = () => useMutation({ mutationFn: (id: string) => api.post<{ text: string }>(`${root}/findings/${id}/reveal`, {}) })
