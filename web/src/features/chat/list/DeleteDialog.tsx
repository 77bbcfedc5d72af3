import { Checkbox, Modal } from 'antd'
import { useState } from 'react'
import type { Conversation } from '@/api/types'
import { errorText } from '@/components/errors'
import { useT } from '@/i18n'
import { useDeleteConversation } from '../data'
import styles from './DeleteDialog.module.css'

interface Props {
  conversation: Conversation
  onClose: () => void
  onDeleted: () => void
}

export function DeleteDialog({ conversation, onClose, onDeleted }: Props) {
  const t = useT()
  const remove = useDeleteConversation()
  const [withPictures, setWithPictures] = useState(false)
  return (
    <Modal
      open
      title={t('chat.deleteTitle')}
      okText={t('common.delete')}
      okButtonProps={{ danger: true, loading: remove.isPending, 'data-testid': 'confirm-delete' }}
      cancelText={t('common.cancel')}
      onOk={() =>
        remove.mutate({ id: conversation.id, pictures: withPictures ? 'delete' : 'keep' }, { onSuccess: onDeleted })
      }
      onCancel={onClose}
      width={440}
    >
      <p>{t('chat.deleteText', { title: conversation.title || t('chat.untitled') })}</p>
      <Checkbox
        className={styles.choice!}
        checked={withPictures}
        onChange={(event) => setWithPictures(event.target.checked)}
        data-testid="delete-pictures"
      >
        {t('chat.deletePictures')}
        <span className={styles.help}>{t('chat.deletePicturesHelp')}</span>
      </Checkbox>
      {remove.error && (
        <p className={styles.error} role="alert">
          {errorText(remove.error, t)}
        </p>
      )}
    </Modal>
  )
}
