import { useCallback, useEffect, useRef, useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { api } from '@/api/client'
import { redoTo, leadsTo, undoTo } from './tree'
import { type Candidates, emptyLook, type Look, lookOf, type Project, sameLook, type Step } from './types'

export const PROJECTS = '/api/avatars/projects'
export const projectsKey = ['avatars', 'projects'] as const

interface Kept {
  id: string | null
  name: string
  head: number
  /** the furthest step that was stood at, for redo */
  tip: number | null
  steps: Map<number, Step>
  candidates: Candidates[]
  chosenId: string | null
}

const nothing: Kept = { id: null, name: '', head: 0, tip: null, steps: new Map(), candidates: [], chosenId: null }

const keptOf = (project: Project): Kept => ({
  id: project.id,
  name: project.name,
  head: project.head,
  tip: project.head,
  steps: new Map(project.steps.map((step) => [step.number, step])),
  candidates: project.candidates,
  chosenId: project.chosen_id,
})

/** Candidates that were not begun; the step they were wanted of is kept. */
class NotMade extends Error {
  constructor(readonly why: unknown) {
    super('candidates were not begun')
  }
}

/**
 * One project and the look that is being worked on. A step is appended with the step it was made from, one after the
 * other, so that neither quick changes nor a second tab lose anything.
 */
export function useHistory(projectId: string | undefined, onCreated: (id: string) => void) {
  const client = useQueryClient()
  const [kept, setKept] = useState<Kept>(nothing)
  const [look, showLook] = useState<Look>(emptyLook)
  const lookNow = useRef<Look>(emptyLook)
  const [error, setError] = useState<unknown>(null)
  const now = useRef(kept)
  const queue = useRef<Promise<void>>(Promise.resolve())

  const setLook = useCallback((next: Look) => {
    lookNow.current = next
    showLook(next)
  }, [])
  const put = useCallback((change: Kept) => {
    now.current = change
    setKept(change)
  }, [])

  useEffect(() => {
    if (projectId === (now.current.id ?? undefined)) return
    const abort = new AbortController()
    const found = projectId ? api.get<Project>(`${PROJECTS}/${encodeURIComponent(projectId)}`, undefined, abort.signal) : Promise.resolve(null)
    found.then(
      (project) => {
        if (abort.signal.aborted) return
        const opened = project ? keptOf(project) : nothing
        put(opened)
        const step = opened.steps.get(opened.head)
        setLook(step ? lookOf(step) : emptyLook)
        setError(null)
      },
      (fault: unknown) => {
        if (abort.signal.aborted) return
        put(nothing)
        setError(fault)
      },
    )
    return () => abort.abort()
  }, [projectId, put, setLook])

  /** Runs after everything before it; a failure is shown and the next change tries again. */
  const enqueue = useCallback(
    <T>(work: () => Promise<T>): Promise<T | undefined> => {
      const done = queue.current.then(async () => {
        try {
          const result = await work()
          setError(null)
          return result
        } catch (fault) {
          setError(fault)
          return undefined
        }
      })
      queue.current = done.then(() => undefined)
      return done
    },
    [],
  )

  const append = useCallback(
    async (next: Look) => {
      const { id, head, steps } = now.current
      const at = steps.get(head)
      if (at && sameLook(lookOf(at), next)) return
      if (id === null) {
        const project = await api.post<Project>(PROJECTS, next)
        put(keptOf(project))
        onCreated(project.id)
      } else {
        const { step, dropped } = await api.post<{ step: Step; dropped: number[] }>(`${PROJECTS}/${id}/steps`, { ...next, parent: head })
        const all = new Map(now.current.steps).set(step.number, step)
        for (const number of dropped) all.delete(number)
        put({ ...now.current, steps: all, head: step.number, tip: step.number })
      }
      void client.invalidateQueries({ queryKey: projectsKey })
    },
    [client, onCreated, put],
  )

  const commit = useCallback((next: Look) => enqueue(() => append(next)), [append, enqueue])

  const stand = useCallback(
    (number: number) => {
      const step = now.current.steps.get(number)
      if (!step) return
      const { tip, steps } = now.current
      put({ ...now.current, head: number, tip: tip !== null && leadsTo(steps, number, tip) ? tip : number })
      setLook(lookOf(step))
      const { id } = now.current
      void enqueue(() => api.patch(`${PROJECTS}/${id}`, { head: number }))
    },
    [enqueue, put, setLook],
  )
  /** What is not kept yet is kept first: nothing is lost by going back. */
  const undo = useCallback(
    async (unkept: Look) => {
      if (now.current.id) await commit(unkept)
      else await queue.current
      const to = undoTo(now.current.steps, now.current.head)
      if (to !== null) stand(to)
    },
    [commit, stand],
  )
  const redo = useCallback(async () => {
    await queue.current
    const to = redoTo(now.current.steps, now.current.head, now.current.tip)
    if (to !== null) stand(to)
  }, [stand])

  const rename = useCallback(
    (name: string) => {
      put({ ...now.current, name })
      void enqueue(async () => {
        await api.patch(`${PROJECTS}/${now.current.id}`, { name })
        void client.invalidateQueries({ queryKey: projectsKey })
      })
    },
    [client, enqueue, put],
  )
  const make = useCallback(
    (next: Look, count: number, brandId: string | null) =>
      enqueue(async () => {
        await append(next)
        const wish = { step: now.current.head, count, ...(brandId ? { brand_id: brandId } : {}) }
        const made = await api.post<Candidates>(`${PROJECTS}/${now.current.id}/candidates`, wish).catch((fault: unknown) => {
          throw new NotMade(fault)
        })
        put({ ...now.current, candidates: [...now.current.candidates, made] })
        return made
      }),
    [append, enqueue, put],
  )
  const pick = useCallback(
    (pictureId: string, runId: string, shown: string[]) =>
      enqueue(async () => {
        await api.post(`${PROJECTS}/${now.current.id}/picks`, { picture_id: pictureId, run_id: runId, shown })
        put({ ...now.current, chosenId: pictureId })
        void client.invalidateQueries({ queryKey: projectsKey })
      }),
    [client, enqueue, put],
  )

  return {
    ...kept,
    look,
    lookNow,
    setLook,
    error: error instanceof NotMade ? error.why : error,
    isUnsaved: error !== null && !(error instanceof NotMade),
    commit,
    stand,
    undo,
    redo,
    rename,
    make,
    pick,
    canUndo: undoTo(kept.steps, kept.head) !== null,
    canRedo: redoTo(kept.steps, kept.head, kept.tip) !== null,
  }
}

export type History = ReturnType<typeof useHistory>
