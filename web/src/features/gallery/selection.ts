/** Which pictures are chosen; `anchor` is where a range with Shift starts. */
export interface Selection {
  ids: ReadonlySet<string>
  anchor: string | null
}

export const noSelection: Selection = { ids: new Set(), anchor: null }

/** Chooses or lets go of one; with `range`, chooses everything from the anchor to it in the order of `all`. */
export function toggle(selection: Selection, id: string, all: string[], range: boolean): Selection {
  const ids = new Set(selection.ids)
  const from = range && selection.anchor ? all.indexOf(selection.anchor) : -1
  const to = all.indexOf(id)
  if (from >= 0 && to >= 0) {
    for (const other of all.slice(Math.min(from, to), Math.max(from, to) + 1)) ids.add(other)
    return { ids, anchor: id }
  }
  if (!ids.delete(id)) ids.add(id)
  return { ids, anchor: id }
}

/** Only what still exists. */
export function keep(selection: Selection, all: string[]): Selection {
  const exists = new Set(all)
  const ids = new Set([...selection.ids].filter((id) => exists.has(id)))
  if (ids.size === selection.ids.size) return selection
  return { ids, anchor: selection.anchor && exists.has(selection.anchor) ? selection.anchor : null }
}
