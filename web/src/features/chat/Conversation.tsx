import { useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { ArrowDown } from 'lucide-react'
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react'
import { keys } from '@/api/keys'
import { live, useConnection } from '@/api/live'
import type { ConversationDetail, Message, Picture } from '@/api/types'
import { errorText } from '@/components/errors'
import { useEditInStudio } from '@/components/useEditInStudio'
import { PictureViewer } from '@/components/viewer'
import { useT } from '@/i18n'
import { Composer } from './composer/Composer'
import { useDrafts } from './composer/drafts'
import type { useUploads } from './composer/useUploads'
import styles from './ChatPage.module.css'
import { cancelRun } from '@/api/runs'
import { usePatchConversation } from './data'
import { AssistantMessage } from './messages/AssistantMessage'
import { UserMessage } from './messages/UserMessage'
import { type PictureActions, PictureActionsContext } from './pictures/actions'
import { startRepaint, useConversationPictures, useRepaintsBySource } from './pictures/repaints'
import { leafBelow, pathTo } from './tree/tree'
import { useRegenerate, useSend } from './useSend'
import { useStickToEnd } from './useStickToEnd'

const RecipeDrawer = lazy(() => import('./pictures/RecipeDrawer'))

interface Props {
  detail: ConversationDetail
  uploads: ReturnType<typeof useUploads>
}

/** One conversation: the path that is shown, and the composer below it. */
export function Conversation({ detail, uploads }: Props) {
  const t = useT()
  const { message: toast } = App.useApp()
  const { conversation, messages } = detail
  const { id } = conversation
  const { box, content, away, unseen, toEnd } = useStickToEnd()
  const patch = usePatchConversation()
  const send = useSend(id)
  const regenerate = useRegenerate(id)
  const { change, askFocus } = useDrafts()
  const lost = useLostConnection()

  const path = useMemo(() => pathTo(messages, conversation.leaf_id), [messages, conversation.leaf_id])
  const running = useMemo(() => path.map((node) => node.message).find((m) => m.status === 'running'), [path])
  const busy = running !== undefined
  const leafId = path[path.length - 1]?.message.id ?? null
  const inMessages = useMemo(() => new Set(messages.flatMap((m) => m.pictures.flatMap((slot) => slot.pictures.map((p) => p.id)))), [messages])
  const repaints = useRepaintsBySource(id, inMessages)

  const onEdit = useCallback(
    (message: Message) => {
      change(id, {
        text: message.text,
        attachments: message.attachments,
        editing: { id: message.id, parentId: message.parent_id },
        changing: false,
      })
      askFocus()
    },
    [change, askFocus, id],
  )
  const onBranch = useCallback(
    (siblingId: string) => {
      const leaf = leafBelow(messages, siblingId)
      if (leaf) patch.mutate({ id, leaf_id: leaf })
    },
    [messages, patch, id],
  )
  const onRegenerate = useCallback(
    (message: Message) => {
      regenerate(message)
        .then(() => toEnd())
        .catch((error: unknown) => void toast.error(errorText(error, t)))
    },
    [regenerate, toEnd, toast, t],
  )
  const pictures = usePictures(detail, inMessages)
  const { actions, overlays } = useOverlays(id, pictures, toEnd)
  const lastUser = [...path].reverse().find((node) => node.message.role === 'user')?.message

  return (
    <PictureActionsContext value={actions}>
      <div className={styles.scroll} ref={box} data-testid="message-scroll">
        <div className={styles.column} ref={content} role="log" aria-live="off" aria-label={t('chat.messages')}>
          {path.map((node, index) =>
            node.message.role === 'user' ? (
              <UserMessage key={keyOf(node.message, index)} node={node} busy={busy} onEdit={onEdit} onBranch={onBranch} />
            ) : (
              <AssistantMessage
                key={keyOf(node.message, index)}
                node={node}
                words={path[index - 1]?.message.text ?? ''}
                isLast={index === path.length - 1}
                busy={busy}
                repaints={repaints}
                onRegenerate={onRegenerate}
                onBranch={onBranch}
              />
            ),
          )}
        </div>
      </div>
      <div className={styles.bottom}>
        {away && (
          <button type="button" className={styles.pill} onClick={() => toEnd(true)} data-testid="to-end">
            {unseen ? t('chat.newWords') : t('chat.toEnd')}
            <ArrowDown size={14} aria-hidden />
          </button>
        )}
        {lost && busy && (
          <p className={styles.lost} role="status">
            {t('chat.lost')}
          </p>
        )}
        <Composer
          draftKey={id}
          model={conversation.model}
          onModel={(model) => patch.mutate({ id, model })}
          onSend={(outgoing) => {
            // After the message is in place, so that the end is the new one.
            requestAnimationFrame(() => toEnd())
            return send(outgoing, leafId)
          }}
          runningId={running ? running.id : null}
          onStop={() => (running?.run_id ? cancelRun(running.run_id) : Promise.resolve())}
          onEditLast={() => lastUser && !busy && onEdit(lastUser)}
          uploads={uploads}
        />
      </div>
      {overlays}
    </PictureActionsContext>
  )
}

/** By place, so that a stand-in and the message that takes over from it are one element and nothing blinks. */
const keyOf = (message: Message, index: number) => `${index}.${message.role}`

/** Everything that can be turned over in the full view, in the order of the conversation. */
function usePictures(detail: ConversationDetail, inMessages: ReadonlySet<string>): Picture[] {
  const made = useConversationPictures(detail.conversation.id).data
  return useMemo(() => {
    const path = pathTo(detail.messages, detail.conversation.leaf_id)
    const shown = path.flatMap(({ message }) => [...message.attachments, ...message.pictures.flatMap((slot) => slot.pictures)])
    const further = (made ?? []).filter((picture) => !inMessages.has(picture.id) && picture.source_id).reverse()
    return [...new Map([...shown, ...further].map((picture) => [picture.id, picture])).values()]
  }, [detail, made, inMessages])
}

/** Full view and recipe, and what cards do. */
function useOverlays(conversationId: string, pictures: Picture[], toEnd: () => void) {
  const t = useT()
  const client = useQueryClient()
  const { message: toast } = App.useApp()
  const { change, askFocus } = useDrafts()
  const [viewed, setViewed] = useState<Picture | null>(null)
  const [recipe, setRecipe] = useState<Picture | null>(null)

  const actions = useMemo<PictureActions>(() => {
    const attach = (picture: Picture, changing: boolean) => {
      change(conversationId, (draft) => ({
        changing,
        attachments: [...draft.attachments.filter((other) => !changing && other.id !== picture.id), picture],
      }))
      askFocus()
    }
    return {
      view: setViewed,
      recipe: setRecipe,
      repaint: async (source, request) => {
        await startRepaint(conversationId, source, request)
        void client.invalidateQueries({ queryKey: keys.allPictures })
      },
      reference: (picture) => {
        attach(picture, false)
        void toast.success(t('pictures.referenced'))
      },
      change: (picture) => {
        attach(picture, true)
        toEnd()
      },
    }
  }, [conversationId, change, askFocus, client, toast, t, toEnd])

  const editInStudio = useEditInStudio()
  const at = viewed ? pictures.findIndex((picture) => picture.id === viewed.id) : -1
  const turn = (to: number) => (at >= 0 && pictures[to] ? () => setViewed(pictures[to] ?? null) : undefined)
  const overlays = (
    <Suspense fallback={null}>
      {viewed && (
        <PictureViewer
          picture={viewed}
          position={at >= 0 && pictures.length > 1 ? `${at + 1} / ${pictures.length}` : undefined}
          neighbours={[pictures[at - 1], pictures[at + 1]].filter((picture) => picture !== undefined)}
          onPrevious={turn(at - 1)}
          onNext={turn(at + 1)}
          onClose={() => setViewed(null)}
          onStudio={() => void editInStudio(viewed)}
          onReference={() => {
            setViewed(null)
            actions.reference(viewed)
          }}
        />
      )}
      {recipe && <RecipeDrawer key={recipe.id} picture={recipe} onClose={() => setRecipe(null)} />}
    </Suspense>
  )
  return { actions, overlays }
}

/** True once the connection has been gone for a moment; short breaks are not worth a word. */
function useLostConnection(): boolean {
  const isOpen = useConnection((s) => s.state === 'open')
  const [late, setLate] = useState(false)
  useEffect(() => {
    if (isOpen) return
    const timer = window.setTimeout(() => setLate(true), 2_500)
    const again = () => live.connect()
    window.addEventListener('focus', again)
    return () => {
      window.clearTimeout(timer)
      window.removeEventListener('focus', again)
      setLate(false)
    }
  }, [isOpen])
  return !isOpen && late
}
