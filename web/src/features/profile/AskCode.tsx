import { Button, Input, Modal } from 'antd'
import { type FormEvent, useState } from 'react'
import { errorText } from '@/components/errors'
import { FormField } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './Profile.module.css'

interface Props {
  title: string
  text: string
  action: string
  danger?: boolean
  ask: { mutate: (code: string) => void; reset: () => void; isPending: boolean; error: unknown }
  onClose: () => void
}

/** A code of the app, or a recovery code, before something that matters. */
export function AskCode({ title, text, action, danger, ask, onClose }: Props) {
  const t = useT()
  const [code, setCode] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (code.trim()) ask.mutate(code.trim())
  }
  const close = () => {
    ask.reset()
    onClose()
  }
  return (
    <Modal open title={title} onCancel={close} footer={null} width={440} destroyOnHidden>
      <form onSubmit={submit} className={styles.dialog} noValidate>
        <p>{text}</p>
        <FormField label={t('profile.codeOrRecovery')} error={ask.error ? errorText(ask.error, t) : undefined}>
          {(control) => (
            <Input
              {...control}
              autoFocus
              autoComplete="one-time-code"
              value={code}
              data-testid="ask-code"
              onChange={(event) => {
                setCode(event.target.value)
                ask.reset()
              }}
            />
          )}
        </FormField>
        <div className={styles.buttons}>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button type="primary" danger={danger ?? false} htmlType="submit" disabled={!code.trim()} loading={ask.isPending} data-testid="ask-submit">
            {action}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
