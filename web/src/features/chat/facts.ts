import type { ConversationDetail } from '@/api/types'

/** The facts of a summary; one that is a text counts each of its lines, without list signs. */
export function factsOf(summary: ConversationDetail['summary']): string[] {
  if (!summary) return []
  const lines = typeof summary === 'string' ? summary.split('\n') : Array.isArray(summary) ? summary : summary.facts
  return lines.map((line) => line.replace(/^\s*(?:[-*•]|\d+[.)、])\s+/, '').trim()).filter(Boolean)
}
