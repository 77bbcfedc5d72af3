import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { BookContent, BookReply, BookSummary, Page, PriceOverview, PricePreview } from '@/api/types'

export const useOverview = () => useQuery({ queryKey: keys.prices, queryFn: ({ signal }) => api.get<PriceOverview>('/api/admin/prices', undefined, signal) })

export const useHistory = () => useQuery({ queryKey: [...keys.prices, 'history'], queryFn: ({ signal }) => api.get<Page<BookSummary>>('/api/admin/prices/books', { limit: 50 }, signal) })

export const useBook = (id: string) => useQuery({ queryKey: keys.priceBook(id), queryFn: ({ signal }) => api.get<BookReply>(`/api/admin/prices/books/${id}`, undefined, signal) })

export const usePreview = (id: string, revision: number, days: number, wanted: boolean) =>
  useQuery({
    queryKey: [...keys.priceBook(id), 'preview', revision, days],
    queryFn: () => api.post<PricePreview>(`/api/admin/prices/drafts/${id}/preview?days=${days}`),
    enabled: wanted,
  })

export function useNewDraft(onMade: (book: BookReply) => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: { start: 'current' | 'starter' | 'empty' }) => api.post<BookReply>('/api/admin/prices/drafts', body),
    onSuccess: (book) => {
      client.setQueryData(keys.priceBook(book.id), book)
      void client.invalidateQueries({ queryKey: keys.prices, exact: true })
      onMade(book)
    },
  })
}

export function useSaveDraft(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: { content: BookContent; revision: number }) => api.put<BookReply>(`/api/admin/prices/drafts/${id}`, body),
    onSuccess: (book) => client.setQueryData(keys.priceBook(id), book),
  })
}

export function useDeleteDraft(onGone: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => api.delete(`/api/admin/prices/drafts/${id}`),
    onSuccess: async () => {
      onGone()
      await client.invalidateQueries({ queryKey: keys.prices })
    },
  })
}

export function usePublish(id: string, onDone: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: { revision: number; effective_at?: string; accept_warnings: boolean }) => api.post<BookReply>(`/api/admin/prices/drafts/${id}/publish`, body),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.prices })
      onDone()
    },
  })
}

export function useWithdraw() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => api.delete(`/api/admin/prices/books/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.prices }),
  })
}
