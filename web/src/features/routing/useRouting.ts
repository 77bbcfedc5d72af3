import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { Explained, Models, Page, Route, RoutingScore } from '@/api/types'

const items = <T,>(path: string) => async ({ signal }: { signal: AbortSignal }) => (await api.get<Page<T>>(path, undefined, signal)).items

export const useRoutes = () => useQuery({ queryKey: keys.routes, queryFn: items<Route>('/api/admin/routes') })
export const useScores = () => useQuery({ queryKey: keys.scores, queryFn: items<RoutingScore>('/api/admin/scores') })

/** Names of plain models, which a route may be made of. */
export function useModelNames() {
  const query = useQuery({ queryKey: keys.models, queryFn: ({ signal }) => api.get<Models>('/api/models', undefined, signal) })
  const all = query.data?.items ?? []
  return {
    plain: all.filter((model) => !model.virtual && model.tasks.some((task) => task === 'dialogue' || task === 'painting')).map((model) => model.id),
    all: all.map((model) => model.id),
  }
}

export type RouteFields = Omit<Route, 'source'>

const routePath = (name: string) => `/api/admin/routes/${encodeURIComponent(name)}`

function useRefresh() {
  const client = useQueryClient()
  return () => Promise.all([keys.routes, keys.scores, keys.models].map((queryKey) => client.invalidateQueries({ queryKey })))
}

/** Saves a route: a new one, or over the one of its name. */
export function useSaveRoute(isNew: boolean) {
  const onSuccess = useRefresh()
  return useMutation({
    mutationFn: ({ name, ...fields }: RouteFields) => (isNew ? api.post<Route>('/api/admin/routes', { name, ...fields }) : api.put<Route>(routePath(name), fields)),
    onSuccess,
  })
}

export function useDeleteRoute() {
  const onSuccess = useRefresh()
  return useMutation({ mutationFn: (name: string) => api.delete(routePath(name)), onSuccess })
}

export function useSetScore() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: { key: string; task: RoutingScore['task']; score: number | null }) => api.put<Page<RoutingScore>>('/api/admin/scores', body),
    onSuccess: (page) => client.setQueryData(keys.scores, page.items),
  })
}

/** Where a sentence would go; nobody is called. */
export const useExplain = () =>
  useMutation({
    mutationFn: ({ model, text }: { model: string; text: string }) =>
      api.post<Explained>('/api/route/explain', { model, messages: [{ role: 'user', content: text }] }),
  })
