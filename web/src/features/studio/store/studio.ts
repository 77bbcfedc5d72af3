import { create } from 'zustand'
import type { Picture } from '@/api/types'
import { emptyForm, type Form } from '../model/form'
import type { RunKind, Task } from '../model/request'
import { type Drawing, emptyDrawing, type Extend, push, redo, type Step, undo } from '../model/steps'
import { allKeys, drop, put, take } from './database'
import { thisTab } from './tab'

/** A painting that this tab started. */
export interface StudioRun {
  id: string
  kind: RunKind
  /** what it started from */
  source: Picture | null
  prompt: string
  model: string
  count: number
  width: number
  height: number
  /** by how much it is larger than its source */
  extend?: Extend | undefined
}

/** What the middle shows: the canvas, the pictures of a run, or a result beside what it came from. */
export type Shown = { kind: 'board' } | { kind: 'run'; runId: string } | { kind: 'compare'; before: Picture; after: Picture; extend?: Extend | undefined }

/** Everything of a tab's studio that outlives a reload. Pictures and runs themselves are kept by the server. */
export interface StudioDocument {
  form: Form
  task: Task
  source: Picture | null
  drawing: Drawing
  /** the newest first */
  runs: StudioRun[]
  shown: Shown
}

const emptyDocument: StudioDocument = { form: emptyForm, task: 'new', source: null, drawing: emptyDrawing, runs: [], shown: { kind: 'board' } }

const MAX_RUNS = 30
const MAX_DOCUMENTS = 20
const SAVE_MS = 250
const LAST = 'last-form'

interface Kept extends StudioDocument {
  at: number
}

interface Studio extends StudioDocument {
  /** false until what was kept is there */
  isReady: boolean
  open: () => Promise<void>
  setForm: (change: Partial<Form>) => void
  setTask: (task: Task) => void
  /** puts a picture on the canvas, with nothing drawn over it */
  load: (picture: Picture | null) => void
  draw: (step: Step) => void
  undo: () => void
  redo: () => void
  begin: (run: StudioRun) => void
  /** a run was begun in place of one that failed or was stopped */
  replace: (runId: string, by: string) => void
  show: (shown: Shown) => void
}

export const useStudio = create<Studio>((set, get) => ({
  ...emptyDocument,
  isReady: false,
  open: async () => {
    if (!get().isReady) {
      const tab = await thisTab()
      const kept = newer(await take<Kept>(tab.copyOf ?? tab.id), atLeaving())
      const form = kept?.form ?? (await take<Form>(LAST))
      if (!get().isReady) set({ ...emptyDocument, ...kept, form: { ...emptyForm, ...form }, isReady: true })
      void forgetOld(tab.id)
    }
    if (waiting) get().load(waiting)
    if (waitingForm) set(({ form }) => ({ form: { ...form, ...waitingForm }, task: 'new', shown: { kind: 'board' } }))
    waiting = waitingForm = null
  },
  setForm: (change) => set((old) => ({ form: { ...old.form, ...change } })),
  setTask: (task) => set({ task, shown: { kind: 'board' } }),
  load: (source) => set({ source, drawing: emptyDrawing, task: source ? 'edit' : 'new', shown: { kind: 'board' } }),
  draw: (step) => set((old) => ({ drawing: push(old.drawing, step) })),
  undo: () => set((old) => ({ drawing: undo(old.drawing) })),
  redo: () => set((old) => ({ drawing: redo(old.drawing) })),
  begin: (run) => set((old) => ({ runs: [run, ...old.runs].slice(0, MAX_RUNS), shown: { kind: 'run', runId: run.id } })),
  replace: (runId, by) =>
    set(({ runs, shown }) => ({
      runs: runs.map((run) => (run.id === runId ? { ...run, id: by } : run)),
      shown: shown.kind === 'run' && shown.runId === runId ? { kind: 'run', runId: by } : shown,
    })),
  show: (shown) => set({ shown }),
}))

let waiting: Picture | null = null
let waitingForm: Partial<Form> | null = null

/** Hands a picture over from another page; the studio takes it when it opens. */
export function editInStudio(picture: Picture): void {
  waiting = picture
}

/** Hands settings over, from another page or to the studio that is open. */
export function settingsInStudio(form: Partial<Form>): void {
  waitingForm = form
  if (useStudio.getState().isReady) void useStudio.getState().open()
}

const documentOf = ({ form, task, source, drawing, runs, shown }: Studio): StudioDocument => ({ form, task, source, drawing, runs, shown })

const LEFT = 'huahua.studio.left'

/** The document as it was when the page was left: a page that goes away has no time for a database. */
function atLeaving(): Kept | undefined {
  try {
    return (JSON.parse(sessionStorage.getItem(LEFT) ?? 'null') as Kept | null) ?? undefined
  } catch {
    return undefined
  }
}

function leave(): void {
  const studio = useStudio.getState()
  if (!studio.isReady) return
  try {
    sessionStorage.setItem(LEFT, JSON.stringify({ ...documentOf(studio), at: Date.now() } satisfies Kept))
  } catch {
    // Too much was drawn for this storage: what the database has is at most a moment old.
    sessionStorage.removeItem(LEFT)
  }
}

const newer = (one: Kept | undefined, other: Kept | undefined) => (!one || (other && other.at > one.at) ? other : one)

async function save(): Promise<void> {
  const studio = useStudio.getState()
  const { id } = await thisTab()
  await Promise.all([put(id, { ...documentOf(studio), at: Date.now() } satisfies Kept), put(LAST, { ...studio.form, references: [] })])
}

let timer = 0
useStudio.subscribe((now, before) => {
  if (!now.isReady || !before.isReady) return
  window.clearTimeout(timer)
  timer = window.setTimeout(() => void save(), SAVE_MS)
})
window.addEventListener('pagehide', leave)

/** Tabs that were closed long ago leave nothing for ever. */
async function forgetOld(mine: string): Promise<void> {
  const keys = (await allKeys()).filter((key) => key !== mine && key !== LAST)
  if (keys.length < MAX_DOCUMENTS) return
  const dated = await Promise.all(keys.map(async (key) => ({ key, at: (await take<Kept>(key))?.at ?? 0 })))
  for (const { key } of dated.sort((a, b) => b.at - a.at).slice(MAX_DOCUMENTS - 1)) await drop(key)
}
