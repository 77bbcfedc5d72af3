import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { components } from '@/api/schema'
import { type Filter, queryOf } from './filter'

export type Collection = components['schemas']['CollectionShape']
export type Facets = components['schemas']['FacetsShape']
export type Storage = components['schemas']['StorageShape']
export type PictureList = components['schemas']['PictureList']

/** Months, models and styles that there are; those of a filter, but for its words and for where one has jumped to. */
export const useFacets = (filter: Filter) => {
  const wanted = { ...queryOf(filter), q: '', until: '' }
  return useQuery({
    queryKey: keys.facets(wanted),
    queryFn: ({ signal }) => api.get<Facets>('/api/pictures/facets', wanted, signal),
    placeholderData: (before) => before,
  })
}

export const useCollections = () =>
  useQuery({ queryKey: keys.collections, queryFn: ({ signal }) => api.get<{ items: Collection[] }>('/api/collections', undefined, signal) })

export const useStorage = (isOpen: boolean) =>
  useQuery({
    queryKey: keys.storage,
    enabled: isOpen,
    queryFn: async ({ signal }) => {
      const [storage, largest] = await Promise.all([
        api.get<Storage>('/api/pictures/storage', undefined, signal),
        api.get<PictureList>('/api/pictures/largest', { limit: 30 }, signal),
      ])
      return { ...storage, largest: largest.items }
    },
  })

/** Every change of a collection; lists of pictures are asked again, because what is in one may be shown. */
export function useCollectionChanges() {
  const client = useQueryClient()
  const onSuccess = () => {
    void client.invalidateQueries({ queryKey: keys.collections })
    void client.invalidateQueries({ queryKey: keys.allGallery })
  }
  const create = useMutation({ mutationFn: (body: { name: string; ids: string[] }) => api.post<Collection>('/api/collections', body), onSuccess })
  const rename = useMutation({ mutationFn: ({ id, name }: { id: string; name: string }) => api.patch<Collection>(`/api/collections/${id}`, { name }), onSuccess })
  const remove = useMutation({ mutationFn: (id: string) => api.delete(`/api/collections/${id}`), onSuccess })
  const add = useMutation({ mutationFn: ({ id, ids }: { id: string; ids: string[] }) => api.post<Collection>(`/api/collections/${id}/add`, { ids }), onSuccess })
  const takeOut = useMutation({ mutationFn: ({ id, ids }: { id: string; ids: string[] }) => api.post<Collection>(`/api/collections/${id}/remove`, { ids }), onSuccess })
  const share = useMutation({
    mutationFn: ({ id, team, on }: { id: string; team: string; on: boolean }) => (on ? api.put(`/api/collections/${id}/teams/${team}`, {}) : api.delete(`/api/collections/${id}/teams/${team}`)),
    onSuccess,
  })
  return { create, rename, remove, add, takeOut, share }
}
