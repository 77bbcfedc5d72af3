import { create } from 'zustand'
import type { Picture } from '@/api/types'

/** What is being written in one conversation; kept in this browser until it is sent. */
export interface Draft {
  text: string
  attachments: Picture[]
  /** the message that is being edited, whose parent the new branch gets */
  editing: { id: string; parentId: string | null } | null
  /** the words were called up to change a picture */
  changing: boolean
  paint: { on: boolean; style: string | null; aspect: string | null; model: string | null; /** id of a trained style */ trained?: string | null }
}

export const emptyDraft: Draft = {
  text: '',
  attachments: [],
  editing: null,
  changing: false,
  paint: { on: false, style: null, aspect: null, model: null, trained: null },
}

const PREFIX = 'huahua.draft.'
export const NEW = 'new'

function read(key: string): Draft {
  try {
    const kept = localStorage.getItem(PREFIX + key)
    return kept ? { ...emptyDraft, ...(JSON.parse(kept) as Partial<Draft>) } : emptyDraft
  } catch {
    return emptyDraft
  }
}

function write(key: string, draft: Draft): void {
  const isEmpty = !draft.text && !draft.attachments.length && !draft.editing && !draft.paint.on
  try {
    if (isEmpty) localStorage.removeItem(PREFIX + key)
    else localStorage.setItem(PREFIX + key, JSON.stringify(draft))
  } catch {
    // Storage is full or forbidden: the draft lives as long as the page.
  }
}

interface Drafts {
  drafts: Record<string, Draft>
  change: (key: string, change: Partial<Draft> | ((draft: Draft) => Partial<Draft>)) => void
  /** empties a draft; the painting choices stay for the next message, the toggle goes off */
  clear: (key: string) => void
  /** counted up when the composer should take the focus */
  focus: number
  askFocus: () => void
}

export const useDrafts = create<Drafts>((set, get) => ({
  drafts: {},
  focus: 0,
  change: (key, change) => {
    const old = draftOf(get().drafts, key)
    const draft = { ...old, ...(typeof change === 'function' ? change(old) : change) }
    write(key, draft)
    set((s) => ({ drafts: { ...s.drafts, [key]: draft } }))
  },
  clear: (key) => {
    const { paint } = draftOf(get().drafts, key)
    get().change(key, { ...emptyDraft, paint: { ...paint, on: false } })
  },
  askFocus: () => set((s) => ({ focus: s.focus + 1 })),
}))

const cache = new Map<string, Draft>()

/** The draft of a conversation, from the browser's storage the first time. */
export function draftOf(drafts: Record<string, Draft>, key: string): Draft {
  const known = drafts[key] ?? cache.get(key)
  if (known) return known
  const draft = read(key)
  cache.set(key, draft)
  return draft
}

export const useDraft = (key: string): Draft => useDrafts((s) => draftOf(s.drafts, key))

/** Hands a picture to the message that starts a new conversation, e.g. from the gallery. */
export function attachToNew(picture: Picture): void {
  const { change, askFocus } = useDrafts.getState()
  change(NEW, (draft) => ({ changing: false, attachments: [...draft.attachments.filter((other) => other.id !== picture.id), picture] }))
  askFocus()
}
