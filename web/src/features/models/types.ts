import type { ModelRow, Preset, ProviderBody, Task } from '@/api/types'

/** What a model can be ticked for; avatars are drawn by the built-in engine alone. */
export const tasks = ['dialogue', 'painting', 'embedding', 'speech', 'transcription', 'moderation', 'rerank', 'realtime'] as const satisfies readonly Task[]

/** What the page can change of a model row. */
export type ModelFields = Pick<ModelRow, 'name' | 'model' | 'tasks' | 'weight' | 'vision' | 'tools' | 'enabled' | 'price' | 'region' | 'data_classes' | 'near' | AdvancedField>

/** What few operators need; kept apart in the form. */
export type AdvancedField = 
  | 'context_tokens'
  | 'timeout_s'
  | 'first_byte_timeout_s'
  | 'idle_timeout_s'
  | 'hedge'
  | 'hedge_after_s'
  | 'max_concurrency'
  | 'max_waiting'
  | 'gather'
  | 'cache'
  | 'quality'

/** A row as it stands in the form; `id` is null until the server has it. */
export interface Draft extends ModelFields {
  id: string | null
}

export type Kind = NonNullable<ProviderBody['kind']>

/** What a cloud needs beside the key: which fields the form shows, and whether the address follows from the region. */
export const cloudFields: Partial<Record<Kind, readonly CloudField[]>> = {
  azure: ['api_version'],
  bedrock: ['region'],
  vertex: ['region', 'project'],
  'vertex-claude': ['region', 'project'],
}
export type CloudField = 'region' | 'project' | 'api_version'
/** Providers whose models all do one thing, whatever their names suggest. */
export const onlyTask = (kind: string): Task | undefined => (['a1111', 'comfyui', 'replicate', 'stability'].includes(kind) ? 'painting' : undefined)
/** Painters on one's own machine; their address has no path. */
export const ownServer = (kind: string) => kind === 'a1111' || kind === 'comfyui'
export const findsItsAddress = (kind: string) => kind === 'bedrock' || kind.startsWith('vertex')

/** A server that no preset knows. */
export const otherServer: Preset = { id: '', title: '', kind: 'openai', base_url: '', key_url: '', models: [], needs_key: false, local: false }
