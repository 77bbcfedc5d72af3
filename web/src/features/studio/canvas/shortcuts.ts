import { create } from 'zustand'
import type { useT } from '@/i18n'
import { type Tool, toolKeys } from './tools'

const isMac = typeof navigator === 'object' && /Mac|iPhone|iPad/.test(navigator.platform ?? '')
/** The key that is held for commands, as it is printed on the keyboard. */
export const modKey = isMac ? '⌘' : 'Ctrl'

export const keyOf = Object.fromEntries(Object.entries(toolKeys).map(([key, tool]) => [tool, key.toUpperCase()])) as Record<Tool, string>

export const undoKeys = `${modKey} Z`
export const redoKeys = `${modKey} ⇧ Z`

type T = ReturnType<typeof useT>
interface Line {
  /** alternatives, each of keys that are pressed together */
  keys: string[]
  text: string
}

/** Every key of the studio, in groups, for the list that shows them. */
export function shortcutGroups(t: T): { title: string; lines: Line[] }[] {
  return [
    {
      title: t('studio.keys.everywhere'),
      lines: [
        { keys: [`${modKey} ↵`], text: t('studio.keys.paint') },
        { keys: [undoKeys], text: t('studio.undo') },
        { keys: [redoKeys, `${modKey} Y`], text: t('studio.redo') },
        { keys: ['Esc'], text: t('studio.keys.escape') },
        { keys: ['?'], text: t('studio.keys.title') },
      ],
    },
    { title: t('studio.keys.tools'), lines: (Object.keys(keyOf) as Tool[]).map((tool) => ({ keys: [keyOf[tool]], text: t(`studio.tool.${tool}`) })) },
    {
      title: t('studio.keys.drawing'),
      lines: [
        { keys: ['← ↑ → ↓'], text: t('studio.keys.arrows') },
        { keys: ['⇧ ← ↑ → ↓'], text: t('studio.keys.far') },
        { keys: [t('studio.keys.space')], text: t('studio.keys.pen') },
        { keys: ['↵'], text: t('studio.keys.enter') },
        { keys: ['F ← ↑ → ↓'], text: t('studio.keys.frame') },
        { keys: ['H ← ↑ → ↓'], text: t('studio.keys.hand') },
        { keys: ['[', ']'], text: t('studio.keys.size') },
        { keys: ['I'], text: t('studio.invert') },
        { keys: ['Del'], text: t('studio.clear') },
        { keys: ['+', '−'], text: t('studio.keys.zoom') },
        { keys: ['0'], text: t('studio.fit') },
      ],
    },
  ]
}

/** Whether the list of keys is shown. */
export const useShortcuts = create<{ isOpen: boolean; show: (isOpen: boolean) => void }>((set) => ({ isOpen: false, show: (isOpen) => set({ isOpen }) }))
