import { Plus } from 'lucide-react'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useMatch, useNavigate } from 'react-router'
import { Button, Dropdown, Skeleton } from 'antd'
import { Ellipsis, NotebookPen, SquarePen } from 'lucide-react'
import { ApiError } from '@/api/client'
import type { ConversationDetail } from '@/api/types'
import { type Command, useCommands } from '@/app/commands'
import { PaneToggle, Split } from '@/app/Split'
import { usePhone } from '@/app/useMedia'
import { EmptyState } from '@/components/EmptyState'
import { errorText } from '@/components/errors'
import { IconButton } from '@/components/IconButton'
import { type Offered, readRecipe, type Recipe, RecipeOffer } from '@/components/recipe'
import { useT } from '@/i18n'
import styles from './ChatPage.module.css'
import { NEW, useDrafts } from './composer/drafts'
import { useUploads } from './composer/useUploads'
import { Conversation } from './Conversation'
import { useConversation, useConversations } from './data'
import { FirstScreen } from './first/FirstScreen'
import { useConversationMenu } from './list/ConversationItem'
import { ConversationList } from './list/ConversationList'
import { MemoryDrawer } from './MemoryDrawer'

export function ChatPage() {
  const t = useT()
  const id = useMatch('/c/:conversationId')?.params.conversationId ?? null
  const { data, error, refetch } = useConversation(id)
  const detail = id === null ? null : (data ?? null)
  const title = detail ? detail.conversation.title || t('chat.untitled') : null
  useChatCommands()

  useEffect(() => {
    document.title = title ? `${title} · ${t('common.appName')}` : t('common.appName')
  }, [title, t])

  return (
    <Split label={t('chat.conversations')} list={<ConversationList currentId={id} />}>
      <DropZone key={id ?? NEW} draftKey={id ?? NEW}>
        {(uploads) => (
          <>
            <Header detail={detail} />
            {id === null ? (
              <FirstScreen uploads={uploads} />
            ) : detail ? (
              <Conversation detail={detail} uploads={uploads} />
            ) : error ? (
              <Missing error={error} retry={() => void refetch()} />
            ) : (
              <div className={styles.scroll} aria-busy="true">
                <div className={styles.column}>
                  <Skeleton active title={false} paragraph={{ rows: 2, width: ['40%', '30%'] }} className={styles.ghostRight!} />
                  <Skeleton active title={false} paragraph={{ rows: 4 }} />
                </div>
              </div>
            )}
          </>
        )}
      </DropZone>
    </Split>
  )
}

function Header({ detail }: { detail: ConversationDetail | null }) {
  const t = useT()
  const phone = usePhone()
  const navigate = useNavigate()
  const toNew = useCallback(() => void navigate('/'), [navigate])
  return (
    <header className={styles.header}>
      <PaneToggle />
      {detail ? <ConversationHead detail={detail} onDeleted={toNew} /> : <span className={styles.space} />}
      {phone && detail && <IconButton icon={SquarePen} label={t('chat.newChat')} onClick={toNew} data-testid="new-chat-top" />}
    </header>
  )
}

function ConversationHead({ detail, onDeleted }: { detail: ConversationDetail; onDeleted: () => void }) {
  const t = useT()
  const { conversation } = detail
  const menu = useConversationMenu(conversation, onDeleted)
  const [memory, setMemory] = useState(false)
  const title = conversation.title || t('chat.untitled')
  return (
    <>
      <h1 className={styles.title}>
        <button type="button" onClick={menu.rename} title={t('common.rename')} data-testid="conversation-title">
          {title}
        </button>
      </h1>
      <span className={styles.space} />
      <IconButton icon={NotebookPen} label={t('chat.memory')} tipPlacement="bottom" onClick={() => setMemory(true)} data-testid="memory" />
      <Dropdown autoFocus menu={{ items: menu.items }} trigger={['click']} placement="bottomRight">
        <IconButton icon={Ellipsis} label={t('chat.conversationMenu', { title })} tip={t('common.more')} tipPlacement="bottom" data-testid="conversation-actions" />
      </Dropdown>
      {menu.dialogs}
      <MemoryDrawer open={memory} onClose={() => setMemory(false)} conversationId={conversation.id} summary={detail.summary} />
    </>
  )
}

function Missing({ error, retry }: { error: Error; retry: () => void }) {
  const t = useT()
  const navigate = useNavigate()
  const gone = error instanceof ApiError && error.status === 404
  return (
    <div className={styles.center}>
      {gone ? (
        <EmptyState title={t('chat.notFound')} text={t('chat.notFoundText')} action={<Button onClick={() => void navigate('/')}>{t('chat.newChat')}</Button>} />
      ) : (
        <EmptyState title={t('chat.loadFailed')} text={errorText(error, t)} action={<Button onClick={retry}>{t('common.retry')}</Button>} />
      )}
    </div>
  )
}

interface DropProps {
  draftKey: string
  children: (uploads: ReturnType<typeof useUploads>) => React.ReactNode
}

/** Pictures dropped anywhere on the page are added to the message. */
function DropZone({ draftKey, children }: DropProps) {
  const t = useT()
  const uploads = useUploads(draftKey)
  const { add } = uploads
  const [over, setOver] = useState(false)
  const [offered, setOffered] = useState<Offered | null>(null)
  const take = (recipe: Recipe) =>
    useDrafts.getState().change(draftKey, (draft) => ({
      text: recipe.prompt ?? recipe.instruction ?? '',
      paint: { ...draft.paint, on: true, ...(recipe.style ? { style: recipe.style } : {}) },
    }))
  useEffect(() => {
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const onOver = (event: DragEvent) => {
      if (!carriesFiles(event)) return
      event.preventDefault()
      setOver(true)
    }
    const onLeave = (event: DragEvent) => event.relatedTarget === null && setOver(false)
    const onDrop = (event: DragEvent) => {
      if (!carriesFiles(event)) return
      event.preventDefault()
      setOver(false)
      const files = [...(event.dataTransfer?.files ?? [])]
      add(files)
      if (files.length === 1) void readRecipe(files[0]!).then((found) => found && setOffered({ file: files[0]!, found }))
    }
    window.addEventListener('dragover', onOver)
    window.addEventListener('dragleave', onLeave)
    window.addEventListener('drop', onDrop)
    return () => {
      window.removeEventListener('dragover', onOver)
      window.removeEventListener('dragleave', onLeave)
      window.removeEventListener('drop', onDrop)
    }
  }, [add])
  return (
    <div className={styles.page}>
      {children(uploads)}
      <RecipeOffer offered={offered} onClose={() => setOffered(null)} onUse={take} />
      {over && <div className={styles.drop}>{t('chat.dropHere')}</div>}
    </div>
  )
}

/** 'New conversation' and the latest conversations in the command palette. */
function useChatCommands(): void {
  const t = useT()
  const navigate = useNavigate()
  const recent = useConversations('').data?.pages[0]?.items
  const commands = useMemo<Command[]>(
    () => [
      { id: 'chat.new', title: t('chat.newChat'), group: t('common.actions'), icon: Plus, run: () => void navigate('/') },
      ...(recent ?? []).slice(0, 30).map((conversation) => ({
        id: `chat.${conversation.id}`,
        title: conversation.title || t('chat.untitled'),
        group: t('chat.conversations'),
        run: () => void navigate(`/c/${conversation.id}`),
      })),
    ],
    [recent, t, navigate],
  )
  useCommands('chat', commands)
}
