import type { Message } from '@/api/types'

/** A message on the path that is shown, and where it stands among its siblings. */
export interface Node {
  message: Message
  /** from 1 */
  place: number
  siblings: readonly string[]
}

/** Ids are sortable by time, so the order of ids is the order of making. */
const byAge = (a: Message, b: Message) =>
  a.created_at < b.created_at ? -1 : a.created_at > b.created_at ? 1 : a.id < b.id ? -1 : 1

export function childrenOf(messages: readonly Message[]): Map<string | null, Message[]> {
  const ids = new Set(messages.map((message) => message.id))
  const children = new Map<string | null, Message[]>()
  for (const message of [...messages].sort(byAge)) {
    // An answer whose question is gone stands at the root rather than nowhere.
    const parent = message.parent_id && ids.has(message.parent_id) ? message.parent_id : null
    const list = children.get(parent)
    if (list) list.push(message)
    else children.set(parent, [message])
  }
  return children
}

/** The newest message below `id` (or `id` itself): where a branch is shown up to. */
export function leafBelow(messages: readonly Message[], id: string | null): string | null {
  const children = childrenOf(messages)
  let at = id
  for (let next = children.get(at); next?.length; next = children.get(at)) at = next[next.length - 1]!.id
  return at
}

/** Messages from the root to `leafId` (the newest branch when that is unknown), each with its siblings. */
export function pathTo(messages: readonly Message[], leafId: string | null): Node[] {
  const byId = new Map(messages.map((message) => [message.id, message]))
  const children = childrenOf(messages)
  // A leaf that has been answered meanwhile is shown with its answer.
  const start = leafBelow(messages, leafId !== null && byId.has(leafId) ? leafId : null)
  const path: Node[] = []
  for (let message = start === null ? undefined : byId.get(start); message; ) {
    const parent = message.parent_id && byId.has(message.parent_id) ? message.parent_id : null
    const siblings = (children.get(parent) ?? []).map((sibling) => sibling.id)
    path.unshift({ message, place: siblings.indexOf(message.id) + 1, siblings })
    message = parent === null ? undefined : byId.get(parent)
  }
  return path
}
