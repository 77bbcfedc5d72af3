import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { FoundServer, Imported, ModelRow, Page, Preset, Provider, Verdict } from '@/api/types'
import type { Changes } from './drafts'
import type { ModelFields } from './types'

const items = <T,>(path: string) => async ({ signal }: { signal: AbortSignal }) => (await api.get<Page<T>>(path, undefined, signal)).items

export const usePresets = () => useQuery({ queryKey: keys.presets, queryFn: items<Preset>('/api/admin/presets'), staleTime: Infinity })
export const useProviders = () => useQuery({ queryKey: keys.providers, queryFn: items<Provider>('/api/admin/providers') })
export const useDiscovered = () => useQuery({ queryKey: keys.discover, queryFn: items<FoundServer>('/api/admin/discover'), staleTime: 60_000, retry: false })

export const providerPath = (name: string) => `/api/admin/providers/${encodeURIComponent(name)}`

/** After any change: what the administrator sees, and which models everybody may choose. */
export function useRefresh() {
  const client = useQueryClient()
  return () =>
    Promise.all(
      [keys.providers, keys.models, keys.adminModels, keys.discover].map((queryKey) => client.invalidateQueries({ queryKey })),
    )
}

/** A provider as the form sends it; what is left out stays as it is. */
export interface ProviderFields {
  name: string
  kind?: string
  preset?: string
  base_url?: string
  api_key?: string
  allow_private?: boolean
  region?: string
  project?: string
  api_version?: string
  timeout_s?: number
  connect_timeout_s?: number
  first_byte_timeout_s?: number | null
  idle_timeout_s?: number
  max_concurrency?: number | null
  max_waiting?: number | null
}

/** Further keys, which go in and never come out: new ones of a new provider, or what changes of a saved one. */
export interface KeyChanges {
  more_api_keys?: string[]
  add_api_keys?: string[]
  remove_api_keys?: number[]
  key_weights?: number[]
}

/** Tests a saved provider by its name, or whatever stands in the form. */
export const useTest = () => useMutation({ mutationFn: (body: ProviderFields) => api.post<Verdict>('/api/admin/providers/test', body) })

export function useAddProvider() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (body: ProviderFields & KeyChanges & { models: ModelFields[] }) => api.post<Provider>('/api/admin/providers', body),
    onSuccess: refresh,
  })
}

export function useChangeProvider() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: async ({ name, fields, changes }: { name: string; fields: Record<string, unknown>; changes?: Changes }) => {
      if (Object.keys(fields).length) await api.patch(providerPath(name), fields)
      for (const id of changes?.remove ?? []) await api.delete(`/api/admin/models/${encodeURIComponent(id)}`)
      for (const { id, fields: changed } of changes?.change ?? []) await api.patch(`/api/admin/models/${encodeURIComponent(id)}`, changed)
      for (const model of changes?.add ?? []) await api.post<ModelRow>('/api/admin/models', { ...model, provider: name })
    },
    // Also after a failure in between: what was done is done and must be seen.
    onSettled: refresh,
  })
}

export function useDeleteProvider() {
  const refresh = useRefresh()
  return useMutation({ mutationFn: (name: string) => api.delete(providerPath(name)), onSuccess: refresh })
}

export function useDefaults() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (body: { dialogue: string; painting: string }) => api.put('/api/admin/defaults', body),
    onSuccess: refresh,
  })
}

export function useImport() {
  const refresh = useRefresh()
  return useMutation({ mutationFn: (text: string) => api.post<Imported>('/api/admin/import/litellm', { text }), onSuccess: refresh })
}
