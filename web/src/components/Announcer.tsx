import { create } from 'zustand'

const useAnnouncement = create<{ text: string }>(() => ({ text: '' }))

const TOGETHER_MS = 100
let waiting: string[] = []

/**
 * Says one sentence to screen readers. What is said at the same moment is said together: of two changes between two
 * frames only the last would be read.
 */
export function announce(text: string): void {
  waiting.push(text)
  if (waiting.length === 1) setTimeout(say, TOGETHER_MS)
}

function say(): void {
  const text = [...new Set(waiting)].join(' ')
  waiting = []
  // A repeated sentence is only read when the text node changes.
  useAnnouncement.setState((old) => ({ text: old.text === text ? `${text}\u00a0` : text }))
}

export function Announcer() {
  const text = useAnnouncement((s) => s.text)
  return (
    <div className="visually-hidden" role="status" aria-live="polite" data-testid="announcer">
      {text}
    </div>
  )
}
