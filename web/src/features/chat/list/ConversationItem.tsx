import { App, Dropdown } from 'antd'
import { Ellipsis, FileJson, FileText, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'
import type { Conversation } from '@/api/types'
import { useUi } from '@/app/ui'
import { IconButton } from '@/components/IconButton'
import { exactTime, relativeTime } from '@/components/time'
import { currentLocale, useT } from '@/i18n'
import styles from './ConversationList.module.css'
import { DeleteDialog } from './DeleteDialog'
import { RenameDialog } from './RenameDialog'

interface Props {
  conversation: Conversation
  isCurrent: boolean
  now: number
  onDeleted: () => void
}

export function ConversationItem({ conversation, isCurrent, now, onDeleted }: Props) {
  const t = useT()
  const setSheet = useUi((s) => s.setSheet)
  const title = conversation.title || t('chat.untitled')
  const [menuOpen, setMenuOpen] = useState(false)
  const menu = useConversationMenu(conversation, onDeleted)
  return (
    <div className={styles.item} data-current={isCurrent || undefined} data-testid="conversation-item">
      <Link
        to={`/c/${conversation.id}`}
        className={styles.link}
        aria-current={isCurrent ? 'page' : undefined}
        onClick={() => setSheet(false)}
      >
        {conversation.running_run_id && <span className={styles.pulse} role="img" aria-label={t('chat.running')} />}
        <span className={styles.name} title={title.length > 28 ? title : undefined}>
          {title}
        </span>
        <time className={styles.time} dateTime={conversation.updated_at} title={exactTime(conversation.updated_at, currentLocale())}>
          {relativeTime(conversation.updated_at, currentLocale(), now, t('common.justNow'))}
        </time>
      </Link>
      <Dropdown autoFocus menu={{ items: menu.items }} trigger={['click']} placement="bottomRight" open={menuOpen} onOpenChange={setMenuOpen}>
        <IconButton
          icon={Ellipsis}
          size="small"
          className={styles.menu!}
          label={t('chat.conversationMenu', { title })} tip={t('common.more')}
          aria-expanded={menuOpen}
          data-testid="conversation-menu"
        />
      </Dropdown>
      {menu.dialogs}
    </div>
  )
}

/** Rename, export, delete: the same menu in the list and in the conversation's header. */
export function useConversationMenu(conversation: Conversation, onDeleted: () => void) {
  const t = useT()
  const { message } = App.useApp()
  const [dialog, setDialog] = useState<'rename' | 'delete' | null>(null)
  const icon = (Icon: typeof Pencil) => <Icon size={16} strokeWidth={1.75} aria-hidden />
  const exportAs = (format: 'markdown' | 'json') => {
    window.location.assign(`/api/conversations/${conversation.id}/export?format=${format}`)
  }
  return {
    items: [
      { key: 'rename', icon: icon(Pencil), label: t('common.rename'), onClick: () => setDialog('rename') },
      { key: 'markdown', icon: icon(FileText), label: t('chat.exportMarkdown'), onClick: () => exportAs('markdown') },
      { key: 'json', icon: icon(FileJson), label: t('chat.exportJson'), onClick: () => exportAs('json') },
      { type: 'divider' as const },
      { key: 'delete', icon: icon(Trash2), label: t('common.delete'), danger: true, onClick: () => setDialog('delete') },
    ],
    rename: () => setDialog('rename'),
    dialogs: (
      <>
        {dialog === 'rename' && <RenameDialog conversation={conversation} onClose={() => setDialog(null)} />}
        {dialog === 'delete' && (
          <DeleteDialog
            conversation={conversation}
            onClose={() => setDialog(null)}
            onDeleted={() => {
              setDialog(null)
              void message.success(t('chat.deleted'))
              onDeleted()
            }}
          />
        )}
      </>
    ),
  }
}
