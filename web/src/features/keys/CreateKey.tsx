import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { KeyRound } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { NewApiKey } from '@/api/types'
import { errorText } from '@/components/errors'
import { CodeBox, FormField } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './KeysPage.module.css'
import { Snippets } from './Snippets'

/** Names the key, makes it, and shows its secret: once, until this is closed. */
export function CreateKey({ onClose }: { onClose: () => void }) {
  const t = useT()
  const client = useQueryClient()
  const [name, setName] = useState('')
  const create = useMutation({
    mutationFn: () => api.post<NewApiKey>('/api/keys', { name: name.trim() }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.apiKeys }),
  })
  const secret = create.data?.secret
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim()) create.mutate()
  }
  return (
    <Modal
      open
      title={secret ? t('keys.createdTitle') : t('keys.createTitle')}
      onCancel={onClose}
      // The secret cannot be shown again: a stray click must not lose it.
      mask={{ closable: !secret }}
      keyboard={!secret}
      width={secret ? 640 : 440}
      footer={null}
      destroyOnHidden
    >
      {secret ? (
        <div className={styles.made}>
          <p className={styles.once} role="status">
            <KeyRound size={18} strokeWidth={1.75} aria-hidden />
            {t('keys.once')}
          </p>
          <CodeBox text={secret} label={t('keys.secret')} single testId="key-secret" />
          <h4>{t('keys.tryIt')}</h4>
          <Snippets secret={secret} />
          <Button type="primary" onClick={onClose} data-testid="key-done">
            {t('keys.saved')}
          </Button>
        </div>
      ) : (
        <form onSubmit={submit} className={styles.create}>
          <FormField label={t('keys.name')} help={t('keys.nameHelp')} error={create.error ? errorText(create.error, t) : undefined}>
            {(control) => (
              <Input {...control} autoFocus value={name} maxLength={100} placeholder={t('keys.namePlaceholder')} onChange={(event) => setName(event.target.value)} data-testid="key-name" />
            )}
          </FormField>
          <div className={styles.buttons}>
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="primary" htmlType="submit" disabled={!name.trim()} loading={create.isPending} data-testid="key-submit">
              {t('keys.create')}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  )
}
