import { type Query, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import { live } from '@/api/live'
import { forgetRuns } from '@/api/runs'

/** Opens the tab's socket while somebody is signed in, and loads again what others changed. */
export function LiveUpdates() {
  const client = useQueryClient()
  useEffect(() => {
    live.connect()
    const pending = new Set<string>()
    let timer = 0
    const flush = () => {
      timer = 0
      for (const topic of pending) {
        if (topic === 'conversations') void client.invalidateQueries({ queryKey: keys.allConversations })
        if (topic === 'pictures') void client.invalidateQueries({ queryKey: keys.allPictures })
      }
      pending.clear()
    }
    const stop = live.onChanged((topic) => {
      pending.add(topic)
      timer ||= window.setTimeout(flush, 400)
    })
    // Notices of what changed meanwhile went unheard: since the connection was lost, or since the first look at it.
    let wasDeaf = true
    const stopWatching = live.watch((state) => {
      if (state === 'open' && wasDeaf) {
        const isLoaded = (query: Query) => query.state.dataUpdatedAt > 0
        for (const queryKey of [keys.allConversations, keys.allPictures]) void client.invalidateQueries({ queryKey, predicate: isLoaded })
      }
      wasDeaf = state !== 'open'
    })
    // Asking who is here answers 401, which leads to the sign-in page.
    const stopDenied = live.onDenied(() => void api.get('/api/me').catch(() => undefined))
    const wake = () => document.visibilityState === 'visible' && live.connect()
    document.addEventListener('visibilitychange', wake)
    const asleep = () => live.drop()
    window.addEventListener('online', wake)
    window.addEventListener('offline', asleep)
    return () => {
      stop()
      stopDenied()
      stopWatching()
      window.clearTimeout(timer)
      document.removeEventListener('visibilitychange', wake)
      window.removeEventListener('online', wake)
      window.removeEventListener('offline', asleep)
      live.close()
      forgetRuns()
    }
  }, [client])
  return null
}
