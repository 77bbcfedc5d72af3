import { App } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { Picture } from '@/api/types'
import { errorText } from '@/components/errors'
import { useT } from '@/i18n'

interface Collection {
  id: string
  name: string
  own: boolean
}

const MOST = 12

/** The collections of the gallery into which a picture can be put; none where the gallery has none. */
export function useCollect(picture: Picture): { id: string; name: string; add: () => Promise<unknown> }[] {
  const t = useT()
  const { message } = App.useApp()
  const client = useQueryClient()
  const { data } = useQuery({ queryKey: keys.collections, queryFn: ({ signal }) => api.get<{ items: Collection[] }>('/api/collections', undefined, signal), retry: false, staleTime: 60_000 })
  return (data?.items ?? []).filter(({ own }) => own).slice(0, MOST).map(({ id, name }) => ({
    id,
    name,
    add: () =>
      api
        .post(`/api/collections/${id}/add`, { ids: [picture.id] })
        .then(() => {
          void message.success(t('studio.collected', { name }))
          return client.invalidateQueries({ queryKey: keys.collections })
        })
        .catch((error: unknown) => void message.error(errorText(error, t))),
  }))
}
