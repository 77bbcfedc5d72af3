import type { ModelRow, Preset } from '@/api/types'

export interface Verdict {
  ok: boolean
  models: string[]
  latency_ms: number
  error: { code: string; message: string; hint: string | null } | null
}

export interface Found {
  preset: string
  base_url: string
  models: string[]
  configured?: boolean
}

export interface ImportResult {
  providers: { name: string }[]
  models: { name: string; provider: string; model: string }[]
  skipped: { row: string; reason: string }[]
  notes?: { row: string; note: string }[]
}

export const tasks = ['dialogue', 'painting', 'embedding'] as const
export type Task = (typeof tasks)[number]

/** What the page can change of a model row. */
export type ModelFields = Pick<ModelRow, 'name' | 'model' | 'tasks' | 'weight' | 'vision' | 'tools' | 'enabled'>

/** A row as it stands in the form; `id` is null until the server has it. */
export interface Draft extends ModelFields {
  id: string | null
}

export type Kind = 'openai' | 'anthropic' | 'gemini'

/** A server that no preset knows. */
export const otherServer: Preset = { id: '', title: '', kind: 'openai', base_url: '', key_url: null, models: [], needs_key: false, local: false }
