import { create } from 'zustand'

const KEY = 'huahua.pane'

interface Ui {
  /** list pane beside the work area, on wide screens */
  paneOpen: boolean
  /** list pane as a sheet, on phones */
  sheetOpen: boolean
  togglePane: () => void
  setSheet: (open: boolean) => void
}

/** What the frame remembers: whether the list pane is open. */
export const useUi = create<Ui>((set) => ({
  paneOpen: localStorage.getItem(KEY) !== 'closed',
  sheetOpen: false,
  togglePane: () =>
    set((s) => {
      localStorage.setItem(KEY, s.paneOpen ? 'closed' : 'open')
      return { paneOpen: !s.paneOpen }
    }),
  setSheet: (sheetOpen) => set({ sheetOpen }),
}))
