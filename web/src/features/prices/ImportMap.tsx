import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { type FormEvent, useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { BookReply, ImportedPrices } from '@/api/types'
import { errorText } from '@/components/errors'
import { FormField } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './Prices.module.css'

/** Prices of the catalogue's models out of LiteLLM's price map. */
export function ImportMap({ book, onClose }: { book: BookReply; onClose: () => void }) {
  const t = useT()
  const client = useQueryClient()
  const [text, setText] = useState('')
  const [markup, setMarkup] = useState('1')
  const take = useMutation({
    mutationFn: () => api.post<ImportedPrices>(`/api/admin/prices/drafts/${book.id}/import-litellm`, { text, markup, revision: book.revision }),
    onSuccess: (found) => client.setQueryData(keys.priceBook(book.id), found.book),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim()) take.mutate()
  }
  return (
    <Modal open title={t('prices.importTitle')} onCancel={onClose} footer={null} width={560} destroyOnHidden>
      {take.data ? (
        <div className={styles.form}>
          <p role="status">{t('prices.taken', { count: take.data.taken.length })}</p>
          {take.data.skipped.length > 0 && (
            <ul className={styles.skipped}>
              {take.data.skipped.map((one) => (
                <li key={one.model}>
                  <strong>{one.model}</strong> {one.reason}
                </li>
              ))}
            </ul>
          )}
          <div className={styles.buttons}>
            <Button type="primary" onClick={onClose}>
              {t('common.close')}
            </Button>
          </div>
        </div>
      ) : (
        <form onSubmit={submit} className={styles.form}>
          <FormField label={t('prices.map')} help={t('prices.mapHelp')} error={take.error ? errorText(take.error, t) : undefined}>
            {(control) => <Input.TextArea {...control} rows={8} value={text} onChange={(event) => setText(event.target.value)} />}
          </FormField>
          <FormField label={t('prices.markup')} help={t('prices.markupHelp')}>
            {(control) => <Input {...control} prefix="×" inputMode="decimal" value={markup} onChange={(event) => setMarkup(event.target.value)} />}
          </FormField>
          <div className={styles.buttons}>
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="primary" htmlType="submit" disabled={!text.trim()} loading={take.isPending}>
              {t('prices.import')}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  )
}
