import { Button, Modal } from 'antd'
import type { ResetLink } from '@/api/types'
import { CodeBox } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './UsersPage.module.css'

/** A link that was made: whether a letter with it has left, and the link itself, this once. */
export function HandOver({ title, to, link, onClose }: { title: string; to: string; link: Pick<ResetLink, 'url' | 'mailed'>; onClose: () => void }) {
  const t = useT()
  return (
    <Modal open title={title} onCancel={onClose} mask={{ closable: false }} footer={null} width={520} destroyOnHidden>
      <div className={styles.added}>
        <p role="status">{t(link.mailed ? 'users.mailed' : 'users.notMailed', { email: to })}</p>
        <CodeBox single label={title} text={link.url} testId="handover-link" />
        <Button type="primary" onClick={onClose} data-testid="handover-done">
          {t('common.close')}
        </Button>
      </div>
    </Modal>
  )
}
