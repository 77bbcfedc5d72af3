/** Names of what TanStack Query keeps; `['conversations']` and so on invalidates everything below it. */
export const keys = {
  bootstrap: ['bootstrap'] as const,
  models: ['models'] as const,
  conversations: (q = '') => ['conversations', 'list', q] as const,
  allConversations: ['conversations'] as const,
  conversation: (id: string) => ['conversations', 'one', id] as const,
  allPictures: ['pictures'] as const,
  pictures: (filter: Record<string, unknown>) => ['pictures', 'list', filter] as const,
  /** the gallery merges what changed by itself, so that thousands of pictures are not loaded again at each notice */
  gallery: (filter: Record<string, unknown>) => ['gallery', filter] as const,
  allGallery: ['gallery'] as const,
  picture: (id: string) => ['pictures', 'one', id] as const,
  styles: ['styles'] as const,
  apiKeys: ['api-keys'] as const,
  sessions: ['sessions'] as const,
  users: ['users'] as const,
  presets: ['admin', 'presets'] as const,
  providers: ['admin', 'providers'] as const,
  adminModels: ['admin', 'models'] as const,
  discover: ['admin', 'discover'] as const,
  doctor: ['admin', 'doctor'] as const,
}
