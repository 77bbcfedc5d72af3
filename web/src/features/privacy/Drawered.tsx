import { Button, Drawer } from 'antd'
import type { FormEvent, ReactNode } from 'react'
import { errorText } from '@/components/errors'
import { useT } from '@/i18n'
import styles from './Privacy.module.css'

interface Props {
  title: string
  error: unknown
  saving: boolean
  ready: boolean
  onSave: () => void
  onClose: () => void
  testId: string
  children: ReactNode
}

/** A form at the side, with what went wrong and two buttons below. */
export function Drawered({ title, error, saving, ready, onSave, onClose, testId, children }: Props) {
  const t = useT()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (ready) onSave()
  }
  return (
    <Drawer open onClose={onClose} size={560} destroyOnHidden title={title} styles={{ wrapper: { maxWidth: '100vw' }, header: { background: 'var(--paper)' }, body: { background: 'var(--paper)' } }}>
      <form onSubmit={submit} noValidate className={styles.form} data-testid={testId}>
        {children}
        {error !== null && error !== undefined && (
          <p className={styles.failed} role="alert">
            {errorText(error, t)}
          </p>
        )}
        <footer className={styles.foot}>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={saving} disabled={!ready} data-testid={`${testId}-save`}>
            {t('common.save')}
          </Button>
        </footer>
      </form>
    </Drawer>
  )
}
