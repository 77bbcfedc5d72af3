import { Check, Copy, PencilLine } from 'lucide-react'
import { memo } from 'react'
import type { Message } from '@/api/types'
import { IconButton } from '@/components/IconButton'
import { exactTime, relativeTime } from '@/components/time'
import { useCopied } from '@/components/useCopied'
import { useNow } from '@/components/useNow'
import { currentLocale, useT } from '@/i18n'
import { usePictureActions } from '../pictures/actions'
import type { Node } from '../tree/tree'
import { Branches } from './Branches'
import styles from './Message.module.css'

interface Props {
  node: Node
  busy: boolean
  onEdit: (message: Message) => void
  onBranch: (siblingId: string) => void
}

export const UserMessage = memo(function UserMessage({ node, busy, onEdit, onBranch }: Props) {
  const t = useT()
  const { message } = node
  const { copied, copy } = useCopied()
  const now = useNow()
  const { view } = usePictureActions()
  return (
    <article className={styles.user} aria-label={t('chat.userSaid')} data-testid="message-user" data-message-id={message.id}>
      {message.attachments.length > 0 && (
        <ul className={styles.attached}>
          {message.attachments.map((picture) => (
            <li key={picture.id}>
              <button type="button" onClick={() => view(picture)} aria-label={t('pictures.open')}>
                <img src={picture.urls.thumb} alt={picture.prompt ?? t('pictures.altUpload')} width={picture.width} height={picture.height} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {message.text && <div className={styles.bubble}>{message.text}</div>}
      <div className={styles.footer}>
        <span className={styles.hover}>
          <time className={styles.time} dateTime={message.created_at} title={exactTime(message.created_at, currentLocale())}>
            {relativeTime(message.created_at, currentLocale(), now, t('common.justNow'))}
          </time>
          <IconButton icon={copied ? Check : Copy} size="small" label={copied ? t('common.copied') : t('chat.copyText')} onClick={() => copy(message.text)} />
          <IconButton icon={PencilLine} size="small" label={t('chat.editMessage')} onClick={() => onEdit(message)} disabled={busy} data-testid="edit-message" />
        </span>
        <Branches node={node} onChoose={onBranch} disabled={busy} />
      </div>
    </article>
  )
})
