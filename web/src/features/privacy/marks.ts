import type { TriedOut } from '@/api/types'

export interface Piece {
  text: string
  /** what is marked there, the masked before what rules found */
  kind?: TriedOut['spans'][number]['kind']
  rule?: string
}

/** A text cut at the places that are marked in it. The server counts Unicode characters, not UTF-16 units. */
export function pieces(text: string, { spans, hits }: Pick<TriedOut, 'spans' | 'hits'>): Piece[] {
  const letters = Array.from(text)
  const edges = new Set([0, letters.length, ...[...spans, ...hits].flatMap((mark) => [mark.start, mark.end])])
  const sorted = [...edges].sort((a, b) => a - b)
  return sorted.slice(0, -1).map((start, index) => {
    const end = sorted[index + 1]!
    const inside = (mark: { start: number; end: number }) => mark.start <= start && end <= mark.end
    const kind = spans.find(inside)?.kind
    const rule = hits.find(inside)?.rule
    return { text: letters.slice(start, end).join(''), ...(kind && { kind }), ...(rule && { rule }) }
  })
}

/** What somebody wrote, one a line. */
export const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
