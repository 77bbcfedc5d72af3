import type { ConversationDetail, Message } from '@/api/types'
import { Tag } from '@/features/settings/ui'
import { exactTime } from '@/components/time'
import { pathTo } from '@/features/chat/tree/tree'
import { currentLocale, useT } from '@/i18n'
import styles from './Conversations.module.css'

/** The path of a conversation that its owner sees, as plain words: nothing of it is loaded or run. */
export function Transcript({ detail }: { detail: ConversationDetail }) {
  return (
    <ol className={styles.transcript} data-testid="support-transcript">
      {pathTo(detail.messages, detail.conversation.leaf_id).map(({ message, siblings }) => (
        <Said key={message.id} message={message} versions={siblings.length} />
      ))}
    </ol>
  )
}

function Said({ message, versions }: { message: Message; versions: number }) {
  const t = useT()
  const pictures = message.attachments.length + message.pictures.reduce((sum, slot) => sum + slot.count, 0)
  return (
    <li data-role={message.role}>
      <header>
        <strong>{t(message.role === 'user' ? 'users.said' : 'users.answered')}</strong>
        {message.model && <span>{message.model}</span>}
        <time dateTime={message.created_at}>{exactTime(message.created_at, currentLocale())}</time>
      </header>
      {message.text && <p>{message.text}</p>}
      <footer>
        {pictures > 0 && <Tag>{t('users.pictures', { count: pictures })}</Tag>}
        {versions > 1 && <Tag>{t('users.versions', { count: versions })}</Tag>}
        {message.error && (
          <Tag tone="bad">
            {message.error.code}: {message.error.message}
          </Tag>
        )}
      </footer>
    </li>
  )
}
