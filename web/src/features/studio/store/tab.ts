/**
 * Which tab this is. The name survives a reload with the session's storage; a tab that was duplicated has a copy of that
 * storage, so it asks the others first and takes a name of its own where it is not alone with this one.
 */
const KEY = 'huahua.studio.tab'
const WAIT_MS = 120

interface Notice {
  type: 'who' | 'here'
  tab: string
  from: string
}

/** `copyOf` is the tab whose document a duplicate goes on with. */
export interface Tab {
  id: string
  copyOf: string | null
}

let known: Promise<Tab> | null = null

export const thisTab = (): Promise<Tab> => (known ??= find())

async function find(): Promise<Tab> {
  const from = crypto.getRandomValues(new Uint32Array(2)).join('-')
  const kept = sessionStorage.getItem(KEY)
  const channel = typeof BroadcastChannel === 'function' ? new BroadcastChannel('huahua.studio') : null
  let mine: string | null = null
  let isTaken = false
  channel?.addEventListener('message', ({ data }: MessageEvent<Notice>) => {
    if (data.from === from) return
    if (data.type === 'here' && data.tab === kept && mine === null) isTaken = true
    if (data.type === 'who' && data.tab === mine) channel.postMessage({ type: 'here', tab: mine, from } satisfies Notice)
  })
  if (kept && channel) {
    channel.postMessage({ type: 'who', tab: kept, from } satisfies Notice)
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS))
  }
  mine = kept && !isTaken ? kept : from
  sessionStorage.setItem(KEY, mine)
  return { id: mine, copyOf: isTaken ? kept : null }
}
