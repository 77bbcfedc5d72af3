import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import { live } from '@/api/live'
import type { PictureSlot } from '@/api/types'

const KEY = 'huahua.gallery.dismissed'
const MAX_KEPT = 200
/** Paintings that begin elsewhere tell nobody: the list is asked for now and then. */
const LOOK_MS = 10_000

function stored(): string[] {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '[]') as string[]
  } catch {
    return []
  }
}

/** Paintings that are no pictures yet, but for failures that were put away: one's own, or those of visitors of one's widgets. */
export function usePending(fromWidgets: boolean) {
  const client = useQueryClient()
  const [dismissed, setDismissed] = useState(stored)
  const { data } = useQuery({
    queryKey: [...keys.pending, fromWidgets],
    queryFn: ({ signal }) => api.get<{ items: PictureSlot[] }>('/api/pictures/pending', fromWidgets ? { from_widgets: true } : undefined, signal),
    refetchInterval: LOOK_MS,
  })
  useEffect(() => live.onChanged((topic) => void (topic === 'pictures' && client.invalidateQueries({ queryKey: keys.pending }))), [client])
  const refresh = () => void client.invalidateQueries({ queryKey: keys.pending })
  const dismiss = (runId: string) => {
    const next = [...dismissed.filter((id) => id !== runId), runId].slice(-MAX_KEPT)
    setDismissed(next)
    localStorage.setItem(KEY, JSON.stringify(next))
  }
  return { slots: (data?.items ?? []).filter((slot) => !dismissed.includes(slot.latest_run_id)), dismiss, refresh }
}
