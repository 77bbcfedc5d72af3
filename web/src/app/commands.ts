import type { LucideIcon } from 'lucide-react'
import { useEffect } from 'react'
import { create } from 'zustand'

/** One line of the command palette (Ctrl/⌘-K). */
export interface Command {
  id: string
  title: string
  /** heading it is listed under */
  group: string
  icon?: LucideIcon
  /** further words that find it */
  words?: string
  /** shown at the right, e.g. `'⌘ N'` */
  hint?: string
  run: () => void
}

interface Registry {
  sources: Map<string, Command[]>
  open: boolean
  put: (source: string, commands: Command[]) => void
  drop: (source: string) => void
  setOpen: (open: boolean) => void
}

export const useCommandRegistry = create<Registry>((set) => ({
  sources: new Map(),
  open: false,
  put: (source, commands) => set((s) => ({ sources: new Map(s.sources).set(source, commands) })),
  drop: (source) =>
    set((s) => {
      const sources = new Map(s.sources)
      sources.delete(source)
      return { sources }
    }),
  setOpen: (open) => set({ open }),
}))

/** Offers commands for as long as the calling component is shown. `commands` must be memoised. */
export function useCommands(source: string, commands: Command[]): void {
  const put = useCommandRegistry((s) => s.put)
  const drop = useCommandRegistry((s) => s.drop)
  useEffect(() => {
    put(source, commands)
    return () => drop(source)
  }, [source, commands, put, drop])
}

/** Commands whose words all occur in title, group or extra words, in order of registration. */
export function matchCommands(commands: Command[], query: string): Command[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return commands.filter((command) => {
    const text = `${command.title} ${command.group} ${command.words ?? ''}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
