import { type QueryClient, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, ApiError } from '@/api/client'
import { keys } from '@/api/keys'
import type { MessageView } from './messages/view'
import type { Conversation, ConversationDetail, Message, Page, Turn, TurnRequest } from '@/api/types'

export const useConversations = (q: string) =>
  useInfiniteQuery({
    queryKey: keys.conversations(q),
    queryFn: ({ pageParam, signal }) => api.get<Page<Conversation>>('/api/conversations', { q, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: (old) => old,
  })

/** A message that is shown before the server has it. */
const STAND_IN = '~'
let stand = 0

/** The id of a message that is only shown: it sorts behind every real id of the same moment. */
export const standInId = (): string => `${STAND_IN}${String((stand += 1)).padStart(6, '0')}`

const holdsStandIn = (detail: ConversationDetail | undefined): boolean =>
  detail?.messages.some((message) => message.id.startsWith(STAND_IN)) ?? false

export const useConversation = (id: string | null) => {
  const client = useQueryClient()
  const queryKey = keys.conversation(id ?? '')
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const fresh = await api.get<ConversationDetail>(`/api/conversations/${id}`, undefined, signal)
      // What is just being said is not in it yet and must not vanish; the server's notice of it leads here again.
      const shown = client.getQueryData<ConversationDetail>(queryKey)
      return shown && holdsStandIn(shown) ? shown : fresh
    },
    enabled: id !== null,
    staleTime: 5_000,
    // Events tell what happens; this is the net below them while something is under way.
    refetchInterval: (query) => (isUnderWay(query.state.data) ? 20_000 : false),
  })
}

const isUnderWay = (detail: ConversationDetail | undefined): boolean =>
  detail?.messages.some(
    (message) =>
      message.status === 'running' || message.pictures.some(({ status }) => status === 'queued' || status === 'running'),
  ) ?? false

/** Changes what is shown of one conversation, in its page and in every list. */
export function patchShown(client: QueryClient, id: string, change: Partial<Conversation>): void {
  client.setQueryData<ConversationDetail>(keys.conversation(id), (old) =>
    old ? { ...old, conversation: { ...old.conversation, ...change } } : old,
  )
  client.setQueriesData<{ pages: Page<Conversation>[]; pageParams: unknown[] }>(
    { queryKey: ['conversations', 'list'] },
    (old) =>
      old && {
        ...old,
        pages: old.pages.map((page) => ({
          ...page,
          items: page.items.map((item) => (item.id === id ? { ...item, ...change } : item)),
        })),
      },
  )
}

/** Puts what a run said in the place of its message, until the message is loaded as it was saved. */
export function settleShown(client: QueryClient, message: Message, view: MessageView): void {
  const { text, steps, status, error, usage, slots } = view
  const settled: Message = { ...message, text, reasoning: view.reasoning || null, steps: [...steps], status, error, usage, pictures: [...slots] }
  client.setQueryData<ConversationDetail>(keys.conversation(message.conversation_id), (old) =>
    old ? { ...old, messages: old.messages.map((other) => (other.id === message.id ? settled : other)) } : old,
  )
}

export const usePatchConversation = () => {
  const client = useQueryClient()
  const mutationKey = ['change-conversation']
  return useMutation({
    mutationKey,
    mutationFn: ({ id, ...change }: { id: string; title?: string; model?: string; leaf_id?: string }) =>
      api.patch<unknown>(`/api/conversations/${id}`, change),
    onMutate: async ({ id, ...change }) => {
      // An answer that is on its way knows nothing of the change and would take it back.
      await client.cancelQueries({ queryKey: keys.conversation(id) })
      patchShown(client, id, change)
    },
    onSettled: (_data, _error, { id, title }) => {
      if (client.isMutating({ mutationKey }) === 1) void client.invalidateQueries({ queryKey: keys.conversation(id) })
      if (title !== undefined) void client.invalidateQueries({ queryKey: ['conversations', 'list'] })
    },
  })
}

export const useDeleteConversation = () => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, pictures }: { id: string; pictures: 'keep' | 'delete' }) =>
      api.delete(`/api/conversations/${id}`, { pictures }),
    onSuccess: (_data, { id, pictures }) => {
      client.removeQueries({ queryKey: keys.conversation(id) })
      void client.invalidateQueries({ queryKey: ['conversations', 'list'] })
      if (pictures === 'delete') void client.invalidateQueries({ queryKey: keys.allPictures })
    },
  })
}

export const useFeedback = (conversationId: string) => {
  const client = useQueryClient()
  const change = (id: string, patch: Partial<Message>) =>
    client.setQueryData<ConversationDetail>(keys.conversation(conversationId), (old) =>
      old ? { ...old, messages: old.messages.map((m) => (m.id === id ? { ...m, ...patch } : m)) } : old,
    )
  return useMutation({
    mutationFn: ({ id, value }: { id: string; value: 'up' | 'down' | null }) =>
      api.post(`/api/messages/${id}/feedback`, { value }),
    onMutate: ({ id, value }) => change(id, { feedback: value }),
    onError: () => void client.invalidateQueries({ queryKey: keys.conversation(conversationId) }),
  })
}

export const createConversation = (model?: string) =>
  api
    .post<Conversation | { conversation: Conversation }>('/api/conversations', model ? { model } : {})
    .then((answer) => ('conversation' in answer ? answer.conversation : answer))

const RETRY_MS = 1_000

/** `randomUUID` is missing on plain HTTP in a local network. */
const newKey = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`

/**
 * Starts a turn. The server knows a turn again by its `client_key`, so that when the answer to the request was lost on
 * the way, asking once more cannot say the same thing twice.
 */
async function startOnce(path: string, body: object): Promise<Turn> {
  const keyed = { ...body, client_key: newKey() }
  try {
    return await api.post<Turn>(path, keyed)
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 0) throw error
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    return api.post<Turn>(path, keyed)
  }
}

export const startTurn = (id: string, request: TurnRequest) => startOnce(`/api/conversations/${id}/turns`, request)

export const startAgain = (messageId: string, model?: string) =>
  startOnce(`/api/messages/${messageId}/regenerate`, model ? { model } : {})


/** Puts the two messages of a turn in place and shows their branch; `replaced` are stand-ins that they take over from. */
export function showTurn(client: QueryClient, id: string, turn: Pick<Turn, 'user_message' | 'assistant_message'> & { run_id: string | null }, replaced: string[] = []): void {
  const added = [turn.user_message, turn.assistant_message]
  const gone = new Set([...replaced, ...added.map((message) => message.id)])
  client.setQueryData<ConversationDetail>(keys.conversation(id), (old) =>
    old
      ? {
          ...old,
          conversation: { ...old.conversation, leaf_id: turn.assistant_message.id, running_run_id: turn.run_id },
          messages: [...old.messages.filter((message) => !gone.has(message.id)), ...added],
        }
      : old,
  )
}
