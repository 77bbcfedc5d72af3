import type { TFunction } from 'i18next'
import type { Step } from '@/api/types'
import { diffWords, type Piece } from '@/components/prompt/diff'
import type { SlotView } from '@/api/runs/slot'
import type { MessageView } from './view'

export interface Line {
  id: string
  state: Step['state']
  title: string
  /** while it is the one that goes on */
  now: string
  detail?: string | null
  pieces?: Piece[]
}

/** Steps that the lines of a painting already tell. */
const PAINTING_KINDS = new Set(['prompt', 'write_prompt', 'enrich', 'painting', 'paint', 'picture', 'tool'])

const titleOf = (step: Step, t: TFunction): string => {
  if (step.kind === 'thinking' || step.kind === 'reasoning') return t('chat.steps.thinking')
  if (step.kind === 'summary' || step.kind === 'memory') return t('chat.steps.summary')
  return step.title || step.kind
}

/** The server's steps, then those of the painting. */
export function stepLines(view: MessageView, words: string, painting: SlotView | null, t: TFunction): Line[] {
  const over = view.status !== 'running'
  const own = view.steps
    .filter((step) => !(painting && PAINTING_KINDS.has(step.kind)))
    .map((step): Line => {
      const title = titleOf(step, t)
      // What was under way when the answer ended has ended with it.
      const state = step.state === 'started' && over ? 'done' : step.state
      return { id: step.id, state, title, now: `${title}…`, detail: step.detail ?? null }
    })
  return painting ? [...own, ...paintingLines(painting, words, t)] : own
}

function paintingLines(painting: SlotView, words: string, t: TFunction): Line[] {
  const busy = painting.status === 'queued' || painting.status === 'running'
  const lines: Line[] = [{ id: 'words', state: 'done', title: t('chat.steps.words'), now: '', detail: words }]
  if (painting.prompt) lines.push({ id: 'prompt', state: 'done', title: t('chat.steps.prompt'), now: t('chat.steps.writing'), detail: painting.prompt })
  if (painting.enriched && painting.enriched !== painting.prompt) {
    lines.push({
      id: 'enriched',
      state: 'done',
      title: t('chat.steps.enriched'),
      now: t('chat.steps.enriching'),
      pieces: diffWords(painting.prompt, painting.enriched),
    })
  }
  lines.push({
    id: 'painting',
    state: busy ? 'started' : painting.status === 'failed' ? 'failed' : 'done',
    title: t('chat.steps.painting'),
    now: paintingNow(painting, t),
    detail: painting.error?.message ?? null,
  })
  return lines
}

function paintingNow(painting: SlotView, t: TFunction): string {
  if (painting.status === 'queued') {
    if (painting.place === null) return t('pictures.queued')
    const place = painting.place <= 1 ? t('pictures.queueNext') : t('pictures.queuePlace', { place: painting.place })
    return `${t('pictures.queued')} · ${place}`
  }
  const percent = painting.fraction === null ? '' : ` ${t('pictures.percent', { percent: Math.round(painting.fraction * 100) })}`
  return `${t('pictures.painting')}${percent}`
}

/** Everything that was done, in one quiet sentence. */
export function summaryOf(lines: readonly Line[], view: MessageView, t: TFunction): string {
  const has = (id: string) => lines.some((line) => line.id === id)
  const painted = view.slots.reduce((sum, slot) => sum + slot.pictures.length, 0)
  const parts = [
    ...lines.filter((line) => !['words', 'prompt', 'enriched', 'painting'].includes(line.id)).map((line) => line.title),
    ...(has('prompt') ? [t('chat.steps.wrotePrompt')] : []),
    ...(has('enriched') ? [t('chat.steps.enrichedPrompt')] : []),
    ...(painted > 0 ? [t('chat.steps.painted', { count: painted })] : []),
    ...(lines.some((line) => line.state === 'failed') ? [t('chat.steps.failed')] : []),
  ]
  const text = parts.join(' · ')
  return text ? text[0]!.toUpperCase() + text.slice(1) : t('chat.steps.line')
}
