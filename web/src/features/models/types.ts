import type { ModelRow, Preset, ProviderBody, Task } from '@/api/types'

/** What a model can be ticked for; avatars are drawn by the built-in engine alone. */
export const tasks = ['dialogue', 'painting', 'embedding'] as const satisfies readonly Task[]

/** What the page can change of a model row. */
export type ModelFields = Pick<ModelRow, 'name' | 'model' | 'tasks' | 'weight' | 'vision' | 'tools' | 'enabled'>

/** A row as it stands in the form; `id` is null until the server has it. */
export interface Draft extends ModelFields {
  id: string | null
}

export type Kind = NonNullable<ProviderBody['kind']>

/** A server that no preset knows. */
export const otherServer: Preset = { id: '', title: '', kind: 'openai', base_url: '', key_url: '', models: [], needs_key: false, local: false }
