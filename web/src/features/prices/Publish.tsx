import { Button, Checkbox, Input, Modal, Radio } from 'antd'
import { type FormEvent, useState } from 'react'
import type { BookReply } from '@/api/types'
import { errorText } from '@/components/errors'
import { FormField } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './Prices.module.css'
import { usePublish } from './usePrices'

/** Puts a draft into force, at once or at a time. */
export function Publish({ book, onClose, onDone }: { book: BookReply; onClose: () => void; onDone: () => void }) {
  const t = useT()
  const [when, setWhen] = useState<'now' | 'later'>('now')
  const [at, setAt] = useState('')
  const [accept, setAccept] = useState(false)
  const publish = usePublish(book.id, onDone)
  const warned = book.warnings.length > 0
  const right = (when === 'now' || at) && (!warned || accept)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (right) publish.mutate({ revision: book.revision, accept_warnings: accept, ...(when === 'later' ? { effective_at: new Date(at).toISOString() } : {}) })
  }
  return (
    <Modal open title={t('prices.publishTitle')} onCancel={onClose} footer={null} width={480} destroyOnHidden>
      <form onSubmit={submit} className={styles.form}>
        <p>{t('prices.publishText', { count: book.entries })}</p>
        <Radio.Group
          value={when}
          onChange={(event) => setWhen(event.target.value as 'now')}
          options={[
            { value: 'now', label: t('prices.now') },
            { value: 'later', label: t('prices.at') },
          ]}
        />
        {when === 'later' && (
          <FormField label={t('prices.at')}>{(control) => <Input {...control} type="datetime-local" value={at} onChange={(event) => setAt(event.target.value)} />}</FormField>
        )}
        {warned && (
          <Checkbox checked={accept} onChange={(event) => setAccept(event.target.checked)} data-testid="accept-warnings">
            {t('prices.acceptWarnings', { count: book.warnings.length })}
          </Checkbox>
        )}
        {publish.error && <p role="alert">{errorText(publish.error, t)}</p>}
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" disabled={!right} loading={publish.isPending} data-testid="publish-submit">
            {t('prices.publish')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
