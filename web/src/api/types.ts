/** Shapes of `/api/*`, as ARCHITECTURE.md gives them. Times are ISO 8601 with `Z`. */

export type Role = 'administrator' | 'developer' | 'user'
export type Locale = 'zh-CN' | 'en'
export type ThemeChoice = 'light' | 'dark' | 'system'

export interface User {
  id: string
  email: string
  name: string | null
  role: Role
  locale: Locale | null
  theme: ThemeChoice
  created_at: string
}

export interface Bootstrap {
  setup_needed: boolean
  version: string
  user: User | null
  features: Record<string, unknown> | string[]
}

export interface Page<T> {
  items: T[]
  next_cursor: string | null
}

export interface Conversation {
  id: string
  title: string | null
  model: string | null
  leaf_id: string | null
  created_at: string
  updated_at: string
  running_run_id: string | null
}

export interface Failure {
  code: string
  message: string
}

export type MessageStatus = 'done' | 'running' | 'failed' | 'cancelled' | 'interrupted'

export interface Step {
  id: string
  kind: string
  state: 'started' | 'done' | 'failed'
  title: string
  detail?: string | null
}

export interface Usage {
  prompt_tokens: number
  completion_tokens: number
}

export interface PictureUrls {
  original: string
  view: string
  thumb: string
}

export interface Picture {
  id: string
  origin: 'painted' | 'avatar' | 'upload'
  width: number
  height: number
  media_type: string
  bytes: number
  prompt: string | null
  enriched_prompt: string | null
  negative: string | null
  model: string | null
  style: string | null
  seed: number | null
  unmet: string[]
  locked: string[]
  source_id: string | null
  conversation_id: string | null
  starred: boolean
  ai_generated: boolean
  created_at: string
  urls: PictureUrls
  recipe: Record<string, unknown> | null
}

export type SlotStatus = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'

export interface PictureSlot {
  painting_run_id: string
  status: SlotStatus
  prompt: string
  count: number
  /** width : height, as `'1:1'`, `'16:9'`, or a number */
  aspect: string | number | null
  pictures: Picture[]
  error: Failure | null
}

export interface Message {
  id: string
  conversation_id: string
  parent_id: string | null
  role: 'user' | 'assistant'
  text: string
  reasoning: string | null
  model: string | null
  status: MessageStatus
  run_id: string | null
  attachments: Picture[]
  pictures: PictureSlot[]
  steps: Step[]
  usage: Usage | null
  error: Failure | null
  feedback: 'up' | 'down' | null
  created_at: string
}

export interface ConversationDetail {
  conversation: Conversation
  messages: Message[]
  summary: string | string[] | { facts: string[] } | null
}

export interface TurnRequest {
  text: string
  attachments?: string[]
  model?: string
  parent_id?: string | null
  paint?: { style?: string; aspect?: string; model?: string }
}

export interface Turn {
  user_message: Message
  assistant_message: Message
  run_id: string
}

export interface ModelInfo {
  id: string
  tasks: string[]
  owned_by: string
  builtin: boolean
  vision: boolean
  tools: boolean
}

export interface Models {
  models: ModelInfo[]
  defaults: { dialogue: string | null; painting: string | null }
}

export type RunStatus = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'interrupted'

export interface Run {
  id: string
  kind: 'chat' | 'painting'
  status: RunStatus
  created_at: string
  started_at: string | null
  finished_at: string | null
  error: Failure | null
  place: number | null
  conversation_id: string | null
  result: unknown
}

export interface RunEvent {
  seq: number
  type: string
  data: Record<string, unknown>
  at: string
}

export interface PaintRequest {
  prompt: string
  model?: string
  style?: string
  aspect?: string
  width?: number
  height?: number
  count?: number
  seed?: number
  negative?: string
  enrich?: boolean
  locked?: string[]
  source_id?: string
  mode?: 'new' | 'edit' | 'vary'
  conversation_id?: string
  mask?: string
}

export interface Session {
  id: string
  created_at: string
  last_seen_at?: string | null
  user_agent?: string | null
  current?: boolean
}

export interface ApiKey {
  id: string
  name: string
  prefix?: string
  created_at: string
  last_used_at?: string | null
}

export interface ModelRow {
  id: string
  name: string
  provider: string
  model: string
  tasks: string[]
  weight: number
  vision: boolean
  tools: boolean
  enabled: boolean
  source: string
}

export interface Provider {
  name: string
  kind: string
  preset: string | null
  base_url: string | null
  has_key: boolean
  allow_private: boolean
  enabled: boolean
  source: string
  models: ModelRow[]
}

export interface PresetModel {
  id: string
  tasks: string[]
  vision: boolean
  tools: boolean
}

export interface Preset {
  id: string
  title: string
  kind: string
  base_url: string
  /** empty where no key is needed */
  key_url: string | null
  models: PresetModel[]
  needs_key: boolean
  local: boolean
}
