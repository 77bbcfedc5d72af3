import { type InfiniteData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import { live } from '@/api/live'
import type { Page, Picture } from '@/api/types'
import { type Filter, queryOf } from './filter'
import { chunks, MAX_IDS } from './chunks'
import { mergeHead, putPicture, without } from './merge'

const PAGE = 100
type Pages = InfiniteData<Page<Picture>, string | null>

const asked = (filter: Filter) => ({ ...queryOf(filter), limit: PAGE })

/** The pictures of a filter, newest first, as far as they have been scrolled to; kept fresh by the server's notices. */
export function usePictures(filter: Filter) {
  const client = useQueryClient()
  const key = useMemo(() => keys.gallery({ ...filter }), [filter])
  const query = useInfiniteQuery({
    queryKey: key,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => api.get<Page<Picture>>('/api/pictures', { ...asked(filter), cursor: pageParam }, signal),
    getNextPageParam: (page) => page.next_cursor,
    // Coming back must not load thousands again, page after page: `refresh` asks for the newest page and merges it.
    staleTime: Infinity,
  })

  const refresh = useCallback(async () => {
    // The first look may have been taken before the change; what it finds is merged with the newest.
    await client.getQueryCache().find({ queryKey: key, exact: true })?.promise?.catch(() => undefined)
    if (!client.getQueryData<Pages>(key)) return
    const fresh = await api.get<Page<Picture>>('/api/pictures', asked(filter)).catch(() => null)
    if (!fresh) return
    client.setQueryData<Pages>(key, (now) => {
      if (!now) return now
      const pages = mergeHead(now.pages, fresh)
      return { pages, pageParams: [null, ...pages.slice(1).map((_, index) => pages[index]!.next_cursor)] }
    })
  }, [client, key, filter])

  useEffect(() => {
    if (client.getQueryData(key)) void refresh()
    let timer = 0
    const stop = live.onChanged((topic) => {
      if (topic !== 'pictures') return
      window.clearTimeout(timer)
      timer = window.setTimeout(() => void refresh(), 400)
    })
    return () => {
      stop()
      window.clearTimeout(timer)
    }
  }, [client, key, refresh])

  const pictures = useMemo(() => {
    // A picture that moved between two pages while they were loaded must not stand twice.
    const seen = new Set<string>()
    return (query.data?.pages ?? []).flatMap((page) => page.items.filter((item) => !seen.has(item.id) && seen.add(item.id)))
  }, [query.data])
  return { ...query, pictures, refresh }
}

/** A picture that is opened by its address and may be older than what is loaded. */
export const usePicture = (id: string | undefined, known: Picture | undefined) =>
  useQuery({
    queryKey: keys.picture(id ?? ''),
    queryFn: ({ signal }) => api.get<Picture>(`/api/pictures/${encodeURIComponent(id ?? '')}`, undefined, signal),
    enabled: Boolean(id) && !known,
    retry: false,
  })

/** Changes every loaded list of the gallery at once. */
function useLists() {
  const client = useQueryClient()
  return useCallback(
    (change: (pages: Page<Picture>[]) => Page<Picture>[]) =>
      client.setQueriesData<Pages>({ queryKey: keys.allGallery }, (old) => old && { ...old, pages: change(old.pages) }),
    [client],
  )
}

export function useStar() {
  const client = useQueryClient()
  const lists = useLists()
  const put = (picture: Picture) => {
    lists((pages) => putPicture(pages, picture.id, picture))
    if (client.getQueryData(keys.picture(picture.id))) client.setQueryData(keys.picture(picture.id), picture)
  }
  return useMutation({
    mutationFn: ({ picture, starred }: { picture: Picture; starred: boolean }) =>
      api.patch<Picture>(`/api/pictures/${picture.id}`, { starred }),
    onMutate: ({ picture, starred }) => put({ ...picture, starred }),
    onError: (_error, { picture }) => put(picture),
  })
}

export function useDeletePictures() {
  const client = useQueryClient()
  const lists = useLists()
  return useMutation({
    mutationFn: async (ids: string[]) => {
      for (const some of chunks(ids, MAX_IDS)) await api.post('/api/pictures/delete', { ids: some })
    },
    onSuccess: (_answer, ids) => {
      const gone = new Set(ids)
      lists((pages) => without(pages, gone))
      for (const id of ids) client.removeQueries({ queryKey: keys.picture(id) })
      void client.invalidateQueries({ queryKey: keys.allPictures })
      void client.invalidateQueries({ queryKey: keys.collections })
    },
  })
}
