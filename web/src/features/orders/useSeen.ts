import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '@/api/client'
import { keys } from '@/api/keys'

/** Somebody has looked at a flagged order. */
export function useSeen(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => api.post(`/api/admin/billing/orders/${id}/seen`),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.everyOrder }),
  })
}
