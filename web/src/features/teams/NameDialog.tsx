import { Button, Input, Modal } from 'antd'
import { type FormEvent, useState } from 'react'
import { FormField } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './Teams.module.css'

interface Props {
  title: string
  initial?: string
  placeholder?: string
  ok: string
  onSave: (name: string) => Promise<unknown>
  onClose: () => void
}

/** Asks for the name of a team or a project. */
export function NameDialog({ title, initial = '', placeholder, ok, onSave, onClose }: Props) {
  const t = useT()
  const [name, setName] = useState(initial)
  const [busy, setBusy] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!name.trim()) return
    setBusy(true)
    onSave(name.trim())
      .then(onClose)
      .catch(() => setBusy(false))
  }
  return (
    <Modal open title={title} onCancel={onClose} footer={null} width={440} destroyOnHidden>
      <form onSubmit={submit} className={styles.form}>
        <FormField label={t('teams.name')}>
          {(control) => <Input {...control} autoFocus value={name} maxLength={200} placeholder={placeholder} onChange={(event) => setName(event.target.value)} data-testid="team-name" />}
        </FormField>
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" disabled={!name.trim()} loading={busy} data-testid="team-name-save">
            {ok}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
