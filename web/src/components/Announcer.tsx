import { create } from 'zustand'

const useAnnouncement = create<{ text: string }>(() => ({ text: '' }))

/** Says one sentence to screen readers. */
export function announce(text: string): void {
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
