import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { Check, CircleAlert, Copy, RefreshCw, ThumbsDown, ThumbsUp } from 'lucide-react'
import { memo, useEffect, useRef } from 'react'
import { keys } from '@/api/keys'
import { useRun } from '@/api/runs'
import type { Message, Picture } from '@/api/types'
import { announce } from '@/components/Announcer'
import { failureText } from '@/components/errors'
import { IconButton } from '@/components/IconButton'
import { Initial } from '@/components/Initial'
import { Logo } from '@/components/Logo'
import { Markdown } from '@/components/markdown/Markdown'
import { Tip } from '@/components/Tip'
import { money } from '@/components/money'
import { exactTime, relativeTime } from '@/components/time'
import { useCopied } from '@/components/useCopied'
import { useNow } from '@/components/useNow'
import { currentLocale, useT } from '@/i18n'
import { modelName, writer } from '@/components/prompt/models'
import { patchShown, settleShown, useFeedback } from '../data'
import { MessagePictures } from '../pictures/MessagePictures'
import type { Node } from '../tree/tree'
import { Branches } from './Branches'
import styles from './Message.module.css'
import { Reasoning } from './Reasoning'
import { Steps } from './Steps'
import { type MessageView, viewMessage } from './view'

interface Props {
  node: Node
  /** the words that this answers */
  words: string
  isLast: boolean
  busy: boolean
  repaints: ReadonlyMap<string, Picture[]>
  onRegenerate: (message: Message) => void
  onBranch: (siblingId: string) => void
}

export const AssistantMessage = memo(function AssistantMessage({ node, words, isLast, busy, repaints, onRegenerate, onBranch }: Props) {
  const t = useT()
  const { message } = node
  const view = useMessageView(message)
  const running = view.status === 'running'
  return (
    <article
      className={styles.assistant}
      aria-label={t('chat.assistantSaid')}
      aria-busy={running}
      data-testid="message-assistant"
      data-message-id={message.id}
      data-status={view.status}
    >
      <div className={styles.avatar}>
        <Tip title={message.model ? modelName(message.model, t) : t('chat.assistant')} placement="left">
          <span>{message.model && !message.model.startsWith('builtin/') ? <Initial id={message.model} title={modelName(message.model, t)} size={28} /> : <Logo size={28} />}</span>
        </Tip>
      </div>
      <div className={styles.body}>
        {view.reasoning && <Reasoning text={view.reasoning} active={running && !view.text} />}
        <Steps view={view} words={words} />
        {view.text && <Markdown text={view.text} streaming={running} />}
        {running && !view.text && <Waiting view={view} />}
        {view.slots.length > 0 && (
          <MessagePictures slots={view.slots} conversationId={message.conversation_id} repaintsBySource={repaints} />
        )}
        <Ending view={view} onRetry={busy ? undefined : () => onRegenerate(message)} />
        {!running && <Footer node={node} view={view} isLast={isLast} busy={busy} onRegenerate={onRegenerate} onBranch={onBranch} />}
      </div>
    </article>
  )
})

/** Follows the message's run; at its end loads the saved message and says so to screen readers. */
function useMessageView(message: Message): MessageView {
  const t = useT()
  const client = useQueryClient()
  const run = useRun(message.status === 'running' ? message.run_id : null)
  const { conversation_id: conversationId } = message
  const view = viewMessage(message, run)
  const title = run?.title
  const awaited = useRef<string | null>(null)

  useEffect(() => {
    if (title) patchShown(client, conversationId, { title })
  }, [client, conversationId, title])
  useEffect(() => {
    // Either the run or the message, loaded again, tells of the end first; it is said once, and only of what was awaited.
    const { status } = view
    const ends = status !== 'running' && awaited.current === message.id
    awaited.current = status === 'running' ? message.id : null
    if (!ends) return
    announce(t(status === 'done' ? 'chat.answerFinished' : status === 'cancelled' ? 'chat.answerStopped' : 'chat.answerFailed'))
    patchShown(client, conversationId, { running_run_id: null })
    // The end is known: one may go on at once, even when the connection is lost before the message is loaded again.
    if (message.status === 'running') settleShown(client, message, view)
    void client.invalidateQueries({ queryKey: keys.conversation(conversationId) })
    void client.invalidateQueries({ queryKey: ['conversations', 'list'] })
  }, [view, client, conversationId, message, t])
  return view
}

function Waiting({ view }: { view: MessageView }) {
  const t = useT()
  if (view.steps.length || view.slots.length) return null
  const place = view.place !== null && view.place > 0 ? (view.place === 1 ? t('chat.queueNext') : t('chat.queuePlace', { place: view.place })) : null
  return (
    <p className={styles.waiting}>
      <span className={styles.dots} role="img" aria-label={t('chat.waiting')}>
        <i />
        <i />
        <i />
      </span>
      {place && <span>{place}</span>}
    </p>
  )
}

function Ending({ view, onRetry }: { view: MessageView; onRetry: (() => void) | undefined }) {
  const t = useT()
  if (view.status === 'cancelled') return <p className={styles.note}>{t('chat.stopped')}</p>
  if (view.status === 'interrupted') return <p className={styles.note}>{t('chat.interrupted')}</p>
  if (view.status !== 'failed') return null
  const { text, detail } = failureText(view.error, t, view.text ? t('chat.failed') : t('chat.failedUnknown'))
  return (
    <div className={styles.failed} role="alert" data-testid="message-error">
      <CircleAlert size={18} strokeWidth={1.75} aria-hidden />
      <div>
        <p>{text}</p>
        {detail && <p className={styles.failedDetail}>{detail}</p>}
        {onRetry && (
          <Button size="small" onClick={onRetry}>
            {t('common.retry')}
          </Button>
        )}
      </div>
    </div>
  )
}

type FooterProps = Pick<Props, 'node' | 'isLast' | 'busy' | 'onRegenerate' | 'onBranch'> & { view: MessageView }

function Footer({ node, view, isLast, busy, onRegenerate, onBranch }: FooterProps) {
  const t = useT()
  const { message } = node
  const { copied, copy } = useCopied()
  const now = useNow()
  const hasContent = view.text !== '' || view.slots.length > 0
  const feedback = useFeedback(message.conversation_id)
  const rate = (value: 'up' | 'down') => feedback.mutate({ id: message.id, value: message.feedback === value ? null : value })
  return (
    <div className={styles.footer} data-last={isLast || undefined}>
      <Branches node={node} onChoose={onBranch} disabled={busy} />
      <span className={styles.hover}>
        {view.text && <IconButton icon={copied ? Check : Copy} size="small" label={copied ? t('common.copied') : t('chat.copyText')} onClick={() => copy(view.text)} />}
        <IconButton icon={RefreshCw} size="small" label={t('chat.regenerate')} onClick={() => onRegenerate(message)} disabled={busy} data-testid="regenerate" />
        {hasContent && <IconButton icon={ThumbsUp} size="small" label={t('chat.goodAnswer')} active={message.feedback === 'up'} onClick={() => rate('up')} data-testid="feedback-up" />}
        {hasContent && <IconButton icon={ThumbsDown} size="small" label={t('chat.badAnswer')} active={message.feedback === 'down'} onClick={() => rate('down')} data-testid="feedback-down" />}
        <span className={`${styles.time} tabular`}>
          {message.model && (
            <span className={styles.writer} title={view.usage?.served_by ? t('chat.servedBy', { name: view.usage.served_by }) : undefined}>
              {[modelName(message.model, t), writer(message.model, view.usage?.served_by)].filter(Boolean).join(' → ')}
            </span>
          )}
          {view.usage && (
            <span title={t('chat.tokensDetail', { prompt: view.usage.prompt_tokens, completion: view.usage.completion_tokens })}>
              {t('chat.tokens', { total: view.usage.prompt_tokens + view.usage.completion_tokens })}
            </span>
          )}
          {view.usage?.cost && (
            <span title={t('chat.costDetail')} data-testid="cost">
              {money(view.usage.cost.amount_micros, view.usage.cost.currency, currentLocale())}
            </span>
          )}
          <time dateTime={message.created_at} title={exactTime(message.created_at, currentLocale())}>
            {relativeTime(message.created_at, currentLocale(), now, t('common.justNow'))}
          </time>
        </span>
      </span>
    </div>
  )
}
