import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { api, withQuery } from '@/api/client'
import type { Brand } from '@/features/brands/types'
import { currentLocale } from '@/i18n'
import { langOf, withField } from './fields'
import type { History } from './useHistory'
import type { Look, Match, Parsed, Spec } from './types'

const PARSE_MS = 180
const KEEP_MS = 900
export const MAX_WORDS = 2000

const hasHan = (text: string) => /\p{Script=Han}/u.test(text)
export const randomSeed = () => Math.floor(Math.random() * 2 ** 31)

/** Of the locked fields, those that have a value. */
const lockedSpec = ({ spec, locked }: Look): Spec => Object.fromEntries(Object.entries(spec).filter(([name]) => locked.includes(name)))

/** The vector drawing of a look, at once and not stored. */
export const drawingUrl = ({ spec, seed, drawing }: Pick<Look, 'spec' | 'seed' | 'drawing'>, size = 512, brand: Pick<Brand, 'id' | 'version'> | null = null): string =>
  withQuery('/api/avatars/preview.svg', { spec: JSON.stringify(spec), seed: String(seed), size, style: drawing, brand_id: brand?.id, brand_version: brand?.version })

/** What is done to the avatar: words move fields, fields rewrite the words, and every change becomes a step. */
export function useAvatar(history: History) {
  const { lookNow: now, setLook, commit, make: makeOf, undo: undoOf, redo: redoOf } = history
  const timers = useRef({ parse: 0, keep: 0 })
  const turn = useRef(0)
  const reading = useRef<Promise<void>>(Promise.resolve())
  /** Words were typed that are not kept yet. */
  const typed = useRef(false)
  const edits = useRef(0)
  const [failure, setFailure] = useState<unknown>(null)

  const show = useCallback(
    (change: Partial<Look>) => {
      const next = { ...now.current, ...change }
      setLook(next)
      return next
    },
    [now, setLook],
  )
  const stopTimers = useCallback(() => {
    window.clearTimeout(timers.current.parse)
    window.clearTimeout(timers.current.keep)
  }, [])
  useEffect(() => stopTimers, [stopTimers])

  const ask = useCallback(async () => {
    const mine = ++turn.current
    const { words } = now.current
    try {
      const { spec } = await api.post<Parsed>('/api/avatars/parse', { text: words, locked: lockedSpec(now.current) })
      if (mine !== turn.current) return
      setFailure(null)
      show({ spec: Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== null)) as Spec })
    } catch (fault) {
      if (mine === turn.current) setFailure(fault)
    }
  }, [now, show])
  const read = useCallback(() => (reading.current = ask()), [ask])

  /** A step holds its words and the fields read from them, so it waits for a server that reads slowly. */
  const keep = useCallback(async () => {
    stopTimers()
    const edit = edits.current
    await reading.current
    if (edit !== edits.current || !typed.current) return
    typed.current = false
    await commit(now.current)
  }, [commit, now, stopTimers])

  const onWords = useCallback(
    (words: string) => {
      show({ words: words.slice(0, MAX_WORDS) })
      typed.current = true
      edits.current += 1
      stopTimers()
      timers.current.parse = window.setTimeout(() => void read(), PARSE_MS)
      timers.current.keep = window.setTimeout(() => void keep(), KEEP_MS)
    },
    [keep, read, show, stopTimers],
  )
  /** Reads what was typed now instead of in a moment. */
  const settle = useCallback(async () => {
    if (!typed.current) return
    stopTimers()
    await read()
    await keep()
  }, [keep, read, stopTimers])

  const onSpec = useCallback(
    async (spec: Spec, more: Partial<Look> = {}) => {
      stopTimers()
      typed.current = false
      const mine = ++turn.current
      const { words } = show({ spec, ...more })
      const locale = words.trim() ? (hasHan(words) ? 'zh' : 'en') : langOf(currentLocale())
      try {
        const { text } = await api.post<{ text: string }>('/api/avatars/words', { spec, locale, text: words })
        if (mine !== turn.current) return
        setFailure(null)
        show({ words: text })
      } catch (fault) {
        if (mine === turn.current) setFailure(fault)
      }
      await commit(now.current)
    },
    [commit, now, show, stopTimers],
  )
  const onField = useCallback(
    (name: string, value: string | string[] | null) =>
      onSpec(withField(now.current.spec, name, value), value === null ? { locked: now.current.locked.filter((one) => one !== name) } : name === 'style' ? { drawing: null } : {}),
    [now, onSpec],
  )
  const onLook = useCallback(
    (change: Partial<Look>) => {
      stopTimers()
      void commit(show(change))
    },
    [commit, show, stopTimers],
  )
  const toggleLock = useCallback(
    (name: string) => {
      const { locked } = now.current
      onLook({ locked: locked.includes(name) ? locked.filter((one) => one !== name) : [...locked, name] })
    },
    [now, onLook],
  )
  /** What is typed is read and kept first: nothing is lost by going back. */
  const undo = useCallback(async () => {
    await settle()
    stopTimers()
    turn.current += 1
    await undoOf(now.current)
  }, [now, settle, stopTimers, undoOf])
  const redo = useCallback(() => {
    stopTimers()
    turn.current += 1
    typed.current = false
    return redoOf()
  }, [redoOf, stopTimers])
  const make = useCallback(
    async (count: number, brandId: string | null) => {
      await settle()
      return makeOf(now.current, count, brandId)
    },
    [makeOf, now, settle],
  )
  return { onWords, settle, onField, onLook, toggleLock, undo, redo, make, failure }
}

/** Wishes that cannot be fulfilled: those that no field holds, and those that the drawing does not show. */
export function useUnmet(look: Look) {
  const words = useLater(look.words)
  const spec = useLater(look.spec)
  const parsed = useQuery({
    queryKey: ['avatars', 'unmet', words],
    queryFn: ({ signal }) => api.post<Parsed>('/api/avatars/parse', { text: words }, { signal }),
    enabled: words.trim() !== '',
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  })
  const matched = useQuery({
    queryKey: ['avatars', 'match', spec],
    queryFn: ({ signal }) => api.post<Match>('/api/avatars/match', { spec }, { signal }),
    enabled: Object.keys(spec).length > 0,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  })
  return useMemo(
    () => ({
      unread: words.trim() ? (parsed.data?.unmet ?? []) : [],
      undrawn: Object.keys(spec).length ? (matched.data?.unmet ?? []) : [],
    }),
    [words, spec, parsed.data, matched.data],
  )
}

function useLater<T>(value: T, ms = 300): T {
  const [later, setLater] = useState(value)
  useEffect(() => {
    const timer = window.setTimeout(() => setLater(value), ms)
    return () => window.clearTimeout(timer)
  }, [value, ms])
  return later
}
