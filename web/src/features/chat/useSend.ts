import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useNavigate } from 'react-router'
import { keys } from '@/api/keys'
import type { ConversationDetail, Message, Picture, TurnRequest } from '@/api/types'
import { useDrafts } from './composer/drafts'
import { createConversation, showTurn, standInId, startAgain, startTurn } from './data'

export interface Outgoing {
  text: string
  attachments: Picture[]
  model: string | null
  paint: TurnRequest['paint'] | null
  /** undefined: goes on at the end of what is shown */
  parentId: string | null | undefined
}

/** What the server refused. `restoredIn` names the new conversation whose draft got the words back. */
export class SendError extends Error {
  constructor(
    readonly reason: unknown,
    readonly restoredIn: string | null,
  ) {
    super('the message was not sent')
  }
}

function standIn(conversationId: string, role: Message['role'], rest: Partial<Message>): Message {
  return {
    id: standInId(),
    conversation_id: conversationId,
    parent_id: null,
    role,
    text: '',
    reasoning: null,
    model: null,
    status: role === 'user' ? 'done' : 'running',
    run_id: null,
    attachments: [],
    pictures: [],
    steps: [],
    usage: null,
    error: null,
    feedback: null,
    created_at: new Date().toISOString(),
    ...rest,
  }
}

/**
 * Sends a message: it is shown at once, the server's own messages take over from the stand-ins. When the server refuses,
 * what was shown is taken back and the error is thrown, so that the composer can give the words back.
 */
export function useSend(conversationId: string | null) {
  const client = useQueryClient()
  const navigate = useNavigate()

  return useCallback(
    async (outgoing: Outgoing, leafId: string | null): Promise<string> => {
      let id = conversationId
      if (id === null) {
        const conversation = await createConversation(outgoing.model ?? undefined)
        id = conversation.id
        client.setQueryData<ConversationDetail>(keys.conversation(id), { conversation, messages: [], summary: null })
        void navigate(`/c/${id}`)
      }
      const key = keys.conversation(id)
      await client.cancelQueries({ queryKey: key })
      const before = client.getQueryData<ConversationDetail>(key)
      const parent = outgoing.parentId === undefined ? leafId : outgoing.parentId
      const user = standIn(id, 'user', { parent_id: parent, text: outgoing.text, attachments: outgoing.attachments })
      const assistant = standIn(id, 'assistant', { parent_id: user.id, model: outgoing.model })
      showTurn(client, id, { user_message: user, assistant_message: assistant, run_id: null })
      try {
        const turn = await startTurn(id, {
          text: outgoing.text,
          ...(outgoing.attachments.length ? { attachments: outgoing.attachments.map((picture) => picture.id) } : {}),
          ...(outgoing.model ? { model: outgoing.model } : {}),
          ...(outgoing.paint ? { paint: outgoing.paint } : {}),
          ...(outgoing.parentId !== undefined ? { parent_id: outgoing.parentId } : {}),
        })
        // An answer from before the turn would take its messages away again.
        await client.cancelQueries({ queryKey: key })
        showTurn(client, id, turn, [user.id, assistant.id])
        void client.invalidateQueries({ queryKey: ['conversations', 'list'] })
      } catch (error) {
        client.setQueryData(key, before)
        void client.invalidateQueries({ queryKey: key })
        if (conversationId !== null) throw error
        const { text, attachments } = outgoing
        useDrafts.getState().change(id, { text, attachments })
        throw new SendError(error, id)
      }
      return id
    },
    [client, conversationId, navigate],
  )
}

export function useRegenerate(conversationId: string) {
  const client = useQueryClient()
  return useCallback(
    async (message: Message, model?: string) => {
      const turn = await startAgain(message.id, model)
      await client.cancelQueries({ queryKey: keys.conversation(conversationId) })
      const detail = client.getQueryData<ConversationDetail>(keys.conversation(conversationId))
      const user = turn.user_message ?? detail?.messages.find((m) => m.id === message.parent_id)
      if (user) showTurn(client, conversationId, { ...turn, user_message: user })
      else void client.invalidateQueries({ queryKey: keys.conversation(conversationId) })
    },
    [client, conversationId],
  )
}
