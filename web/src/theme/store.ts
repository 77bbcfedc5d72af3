import { create } from 'zustand'
import { cssVariables } from './css'
import type { Mode } from './antd'
import { dark, light } from './tokens'

export type Choice = Mode | 'system'

const KEY = 'huahua.theme'
const prefersDark = window.matchMedia('(prefers-color-scheme: dark)')
const prefersStill = window.matchMedia('(prefers-reduced-motion: reduce)')

const resolve = (choice: Choice): Mode => (choice === 'system' ? (prefersDark.matches ? 'dark' : 'light') : choice)

function show(mode: Mode): void {
  document.documentElement.dataset.theme = mode
  const colour = mode === 'dark' ? dark.paper : light.paper
  document.querySelectorAll('meta[name="theme-color"]').forEach((meta) => meta.setAttribute('content', colour))
}

const stored = localStorage.getItem(KEY)
const initial: Choice = stored === 'light' || stored === 'dark' ? stored : 'system'

interface ThemeState {
  choice: Choice
  mode: Mode
  reducedMotion: boolean
  choose: (choice: Choice) => void
}

/** Light, dark or as the system says; remembered in this browser, and in the profile by whoever calls `PATCH /api/me`. */
export const useTheme = create<ThemeState>((set) => ({
  choice: initial,
  mode: resolve(initial),
  reducedMotion: prefersStill.matches,
  choose: (choice) => {
    localStorage.setItem(KEY, choice)
    const mode = resolve(choice)
    show(mode)
    set({ choice, mode })
  },
}))

/** Width in pixels that a thin scrollbar takes from what scrolls: 0 where it floats above. */
function scrollbarSize(): number {
  const probe = document.createElement('div')
  probe.style.cssText = 'position:absolute;visibility:hidden;width:100px;height:10px;overflow-y:scroll'
  document.body.append(probe)
  const size = probe.offsetWidth - probe.clientWidth
  probe.remove()
  return size
}

/** Puts the tokens on the page and follows the system; call once, before the first render. */
export function startTheme(): void {
  const style = document.createElement('style')
  style.textContent = cssVariables()
  document.head.prepend(style)
  document.documentElement.style.setProperty('--scrollbar-size', `${scrollbarSize()}px`)
  show(useTheme.getState().mode)
  prefersDark.addEventListener('change', () => {
    const { choice } = useTheme.getState()
    if (choice !== 'system') return
    show(resolve(choice))
    useTheme.setState({ mode: resolve(choice) })
  })
  prefersStill.addEventListener('change', () => useTheme.setState({ reducedMotion: prefersStill.matches }))
}
