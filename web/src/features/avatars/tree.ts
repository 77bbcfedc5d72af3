/** The history as a tree of steps: where undo and redo lead, and what a strip shows. Pure. */

export interface Node {
  number: number
  parent: number | null
}

type Nodes<T extends Node> = ReadonlyMap<number, T>

export const undoTo = <T extends Node>(nodes: Nodes<T>, head: number): number | null => {
  const parent = nodes.get(head)?.parent ?? null
  return parent !== null && nodes.has(parent) ? parent : null
}

/** Forward to the step towards `tip`, the last that was stood at further on; else to the newest that was made from here. */
export const redoTo = <T extends Node>(nodes: Nodes<T>, head: number, tip: number | null): number | null => {
  const towards = tip === null ? undefined : lineTo(nodes, tip).find((number) => nodes.get(number)?.parent === head)
  if (towards !== undefined) return towards
  const children = [...nodes.values()].filter((node) => node.parent === head).map((node) => node.number)
  return children.length ? Math.max(...children) : null
}

/** From the beginning to the step. */
export function lineTo<T extends Node>(nodes: Nodes<T>, number: number): number[] {
  const line: number[] = []
  for (let at: number | null = number; at !== null && nodes.has(at) && !line.includes(at); at = nodes.get(at)!.parent) line.unshift(at)
  return line
}

/** Whether a step stands on the way to another, or is it. */
export const leadsTo = <T extends Node>(nodes: Nodes<T>, number: number, to: number): boolean => lineTo(nodes, to).includes(number)

/** Steps in the order of the strip: as time went. `branch` says that a step was not made from the one before it. */
export function strip<T extends Node>(nodes: Nodes<T>): { node: T; branch: boolean }[] {
  const sorted = [...nodes.values()].sort((a, b) => a.number - b.number)
  return sorted.map((node, index) => ({ node, branch: index > 0 && node.parent !== sorted[index - 1]!.number }))
}
