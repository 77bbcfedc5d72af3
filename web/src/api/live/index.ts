import { create } from 'zustand'
import { readEvents } from './sse'
import { type Connection, LiveSocket, type Wire } from './socket'

const address = () => `${window.location.protocol === 'https:' ? 'wss' : 'ws'}://${window.location.host}/api/ws`

/** The tab's one socket. */
export const live = new LiveSocket({
  open: () => new WebSocket(address()) as Wire,
  later: (ms, then) => {
    const id = window.setTimeout(then, ms)
    return () => window.clearTimeout(id)
  },
  random: Math.random,
  fallback: readEvents,
})

export const useConnection = create<{ state: Connection }>(() => ({ state: 'connecting' }))
live.watch((state) => useConnection.setState({ state }))
