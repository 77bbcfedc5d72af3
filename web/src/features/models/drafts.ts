import type { ModelRow, PresetModel, Task } from '@/api/types'
import type { Draft, ModelFields } from './types'

/** Model ids of things that nothing here can be asked for. */
const ELSEWHERE = /\bocr\b|video|sora|veo|music|lyria/i
/** What a name tells, the first that fits: a reranker may be called bge, and a voice gpt-4o-mini-tts. */
const TELLTALES: [RegExp, Task][] = [
  [/rerank/i, 'rerank'],
  [/moderation|llama-?guard|shieldgemma/i, 'moderation'],
  [/realtime|live-api/i, 'realtime'],
  [/whisper|transcri|sensevoice|paraformer|\basr\b|-stt/i, 'transcription'],
  [/tts|speech|cosyvoice|kokoro|fish-?audio/i, 'speech'],
  [/embed|\bbge\b|bge-|\be5-|\bgte-|minilm/i, 'embedding'],
  [/image|dall-?e|flux|stable-?diffusion|sdxl|\bsd3|imagen|kolors|seedream|cogview|wanx|wan2|midjourney|hidream|ideogram|recraft/i, 'painting'],
]
const SEES = /vision|[-.]vl\b|[-.]vl-|\bvl[-\d]|gpt-(4o|4\.1|5|6)|\bo[34]\b|claude|gemini|llava|pixtral|gemma-?3|internvl/i

/** What an id's name suggests; null for models that are of no use here. A guess that the form lets one correct. */
export function guess(id: string): Omit<PresetModel, 'id'> | null {
  if (ELSEWHERE.test(id)) return null
  const task = TELLTALES.find(([pattern]) => pattern.test(id))?.[1] ?? 'dialogue'
  const talks = task === 'dialogue'
  return { tasks: [task], vision: talks && SEES.test(id), tools: talks }
}

export interface Choice {
  key: string
  model: string
  /** null while it is not ticked */
  drafted: Draft | null
}

/**
 * Everything that may be ticked, in an order that ticking does not change: the rows that there are, what the preset
 * names, what the test found, and what was added by hand.
 */
export function choices(rows: ModelRow[], drafts: Draft[], suggested: PresetModel[], found: string[], only?: Task): Choice[] {
  const list: Choice[] = rows.map((row) => ({ key: row.id, model: row.model, drafted: drafts.find((draft) => draft.id === row.id) ?? null }))
  const known = new Set(rows.map((row) => row.model))
  const offer = (model: string) => {
    if (known.has(model)) return
    known.add(model)
    list.push({ key: `new ${model}`, model, drafted: drafts.find((draft) => draft.id === null && draft.model === model) ?? null })
  }
  // After a test the preset's suggestions are only worth naming when the account really has them.
  for (const { id } of suggested) if (!found.length || found.includes(id)) offer(id)
  for (const id of [...found].sort((a, b) => a.localeCompare(b))) if (only || guess(id)) offer(id)
  for (const draft of drafts) if (draft.id === null) offer(draft.model)
  return list
}

/** A new row for a model that was ticked; `only`: what every model of its provider is for. */
export function draftOf(model: string, suggested: PresetModel[], only?: Task): Draft {
  const all = only && { tasks: [only], vision: false, tools: false }
  const known = suggested.find((one) => one.id === model) ?? all ?? guess(model) ?? { tasks: ['dialogue'], vision: false, tools: true }
  return {
    id: null, model, name: model, tasks: [...known.tasks], vision: known.vision, tools: known.tools, weight: 1, enabled: true,
    price: null, region: null, data_classes: [], near: false,
    context_tokens: null, timeout_s: null, first_byte_timeout_s: null, idle_timeout_s: null, hedge: false, hedge_after_s: null,
    max_concurrency: null, max_waiting: null, gather: true, cache: null, quality: {},
  }
}

const FIELDS = [
  'name', 'model', 'tasks', 'weight', 'vision', 'tools', 'enabled', 'price', 'region', 'data_classes', 'near', 'context_tokens', 'timeout_s', 'first_byte_timeout_s',
  'idle_timeout_s', 'hedge', 'hedge_after_s', 'max_concurrency', 'max_waiting', 'gather', 'cache', 'quality',
] as const satisfies readonly (keyof ModelFields)[]
const fieldsOf = (row: ModelFields): ModelFields => {
  const fields = Object.fromEntries(FIELDS.map((field) => [field, row[field]])) as unknown as ModelFields
  return { ...fields, name: row.name.trim() || row.model }
}

export interface Changes {
  add: ModelFields[]
  change: { id: string; fields: Partial<ModelFields> }[]
  remove: string[]
}

/** What has to be sent so that the rows become the drafts; nothing for what is the same. */
export function changesOf(before: ModelRow[], drafts: Draft[]): Changes {
  const kept = new Set(drafts.map((draft) => draft.id))
  const changes: Changes = { add: [], change: [], remove: before.filter((row) => !kept.has(row.id)).map((row) => row.id) }
  for (const draft of drafts) {
    const now = fieldsOf(draft)
    const old = before.find((row) => row.id === draft.id)
    if (!old) {
      changes.add.push(now)
      continue
    }
    const differs = FIELDS.filter((field) => JSON.stringify(sorted(old[field])) !== JSON.stringify(sorted(now[field])))
    if (differs.length) changes.change.push({ id: old.id, fields: Object.fromEntries(differs.map((field) => [field, now[field]])) })
  }
  return changes
}

/** Lists are sets here, and the order of an object's keys says nothing. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return [...value].sort()
  return value && typeof value === 'object' ? Object.entries(value).sort(([a], [b]) => a.localeCompare(b)) : value
}

/** A name that no other provider has: `openai`, `openai-2`, … */
export function freeName(wanted: string, taken: string[]): string {
  const base = wanted || 'provider'
  if (!taken.includes(base)) return base
  let number = 2
  while (taken.includes(`${base}-${number}`)) number += 1
  return `${base}-${number}`
}

/** Share of each row in the pool of its name, 0…1, for rows that have to share. */
export function poolShares(rows: Pick<ModelRow, 'id' | 'name' | 'weight' | 'enabled'>[]): Map<string, number> {
  const shares = new Map<string, number>()
  for (const name of new Set(rows.map((row) => row.name))) {
    const pool = rows.filter((row) => row.name === name && row.enabled)
    const total = pool.reduce((sum, row) => sum + row.weight, 0)
    if (pool.length > 1 && total > 0) for (const row of pool) shares.set(row.id, row.weight / total)
  }
  return shares
}
