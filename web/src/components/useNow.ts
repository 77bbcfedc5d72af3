import { useSyncExternalStore } from 'react'

const TICK_MS = 30_000
let now = Date.now()
let timer = 0
const listeners = new Set<() => void>()

function listen(listener: () => void): () => void {
  if (!timer) {
    now = Date.now()
    timer = window.setInterval(() => {
      now = Date.now()
      listeners.forEach((tell) => tell())
    }, TICK_MS)
  }
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size) return
    window.clearInterval(timer)
    timer = 0
  }
}

/** The time, renewed twice a minute by one clock for the whole page. */
export const useNow = (): number => useSyncExternalStore(listen, () => now)
