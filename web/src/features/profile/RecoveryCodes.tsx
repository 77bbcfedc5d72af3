import { Button, Modal } from 'antd'
import { Download } from 'lucide-react'
import { saveAs } from '@/components/save'
import { CodeBox } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './Profile.module.css'

/** Shown this once: a stray click must not lose them. */
export function RecoveryCodes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const t = useT()
  const text = codes.join('\n')
  return (
    <Modal open title={t('profile.codesTitle')} onCancel={onClose} mask={{ closable: false }} keyboard={false} footer={null} width={440} destroyOnHidden>
      <div className={styles.dialog}>
        <p>{t('profile.codesText')}</p>
        <CodeBox text={text} label={t('profile.codesTitle')} testId="recovery-codes" />
        <div className={styles.buttons}>
          <Button icon={<Download size={16} strokeWidth={1.75} aria-hidden />} onClick={() => saveAs(new Blob([`${text}\n`], { type: 'text/plain' }), 'huahua-recovery-codes.txt')}>
            {t('common.download')}
          </Button>
          <Button type="primary" onClick={onClose} data-testid="codes-saved">
            {t('profile.codesSaved')}
          </Button>
        </div>
      </div>
    </Modal>
  )
}
