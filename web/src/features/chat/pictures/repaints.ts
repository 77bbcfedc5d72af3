import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { create } from 'zustand'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { PaintRequest, Page, Picture, PictureSlot, StartedRun } from '@/api/types'

/** A painting started from a card; its pictures belong below the picture it came from. */
export interface Repaint {
  sourceId: string
  conversationId: string
  slot: PictureSlot
}

const KEY = 'huahua.repaints'

function stored(): Repaint[] {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '[]') as Repaint[]
  } catch {
    return []
  }
}

/** Repaints of this tab; kept over a reload, so that one in progress goes on where it was. */
export const useRepaints = create<{ repaints: Repaint[] }>(() => ({ repaints: stored() }))
useRepaints.subscribe(({ repaints }) => sessionStorage.setItem(KEY, JSON.stringify(repaints.slice(-40))))

export async function startRepaint(conversationId: string, source: Picture, request: PaintRequest): Promise<void> {
  const { run_id } = await api.post<StartedRun>('/api/pictures', { ...request, conversation_id: conversationId })
  const { width, height } = request.width && request.height ? { width: request.width, height: request.height } : source
  const slot: PictureSlot = {
    painting_run_id: run_id,
    latest_run_id: run_id,
    status: 'queued',
    prompt: request.prompt ?? '',
    count: request.count ?? 1,
    aspect: request.aspect ?? `${width}:${height}`,
    pictures: [],
    places: [],
    missing: [],
    error: null,
  }
  useRepaints.setState((s) => ({ repaints: [...s.repaints, { sourceId: source.id, conversationId, slot }] }))
}

export const useConversationPictures = (conversationId: string) =>
  useQuery({
    queryKey: keys.pictures({ conversation: conversationId }),
    queryFn: ({ signal }) =>
      api.get<Page<Picture>>('/api/pictures', { conversation_id: conversationId, limit: 100 }, signal).then((page) => page.items),
    staleTime: 5_000,
  })

/**
 * Pictures painted from others of the conversation that stand in no message, by the picture they stand below. A repaint
 * of a repaint stands below the first one.
 */
export function groupRepaints(pictures: readonly Picture[], inMessages: ReadonlySet<string>): Map<string, Picture[]> {
  const byId = new Map(pictures.map((picture) => [picture.id, picture]))
  const groups = new Map<string, Picture[]>()
  for (const picture of [...pictures].sort((a, b) => (a.created_at < b.created_at ? -1 : 1))) {
    if (inMessages.has(picture.id)) continue
    let source = picture.source_id
    for (let hops = 0; source && !inMessages.has(source) && hops < 50; hops += 1) source = byId.get(source)?.source_id ?? null
    if (!source || !inMessages.has(source)) continue
    const group = groups.get(source)
    if (group) group.push(picture)
    else groups.set(source, [picture])
  }
  return groups
}

export function useRepaintsBySource(conversationId: string, inMessages: ReadonlySet<string>) {
  const pictures = useConversationPictures(conversationId).data
  return useMemo(() => groupRepaints(pictures ?? [], inMessages), [pictures, inMessages])
}
