import { Input, type InputRef, Modal } from 'antd'
import { useRef, useState } from 'react'
import type { Conversation } from '@/api/types'
import { useT } from '@/i18n'
import { usePatchConversation } from '../data'

export function RenameDialog({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const t = useT()
  const patch = usePatchConversation()
  const field = useRef<InputRef>(null)
  const [title, setTitle] = useState(conversation.title ?? '')
  const save = () => {
    const given = title.trim()
    if (given && given !== conversation.title) patch.mutate({ id: conversation.id, title: given })
    onClose()
  }
  return (
    <Modal
      open
      title={t('chat.renameTitle')}
      okText={t('common.save')}
      okButtonProps={{ disabled: !title.trim() }}
      cancelText={t('common.cancel')}
      onOk={save}
      onCancel={onClose}
      afterOpenChange={(open) => open && field.current?.focus({ cursor: 'all' })}
      width={440}
    >
      <Input
        ref={field}
        value={title}
        maxLength={200}
        aria-label={t('chat.titleLabel')}
        onChange={(event) => setTitle(event.target.value)}
        onPressEnter={(event) => !event.nativeEvent.isComposing && save()}
        data-testid="rename-input"
      />
    </Modal>
  )
}
