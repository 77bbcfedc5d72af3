import { Button, Input, Modal } from 'antd'
import { FileUp } from 'lucide-react'
import { type FormEvent, useRef, useState } from 'react'
import { errorText } from '@/components/errors'
import { FormField } from '@/features/settings/ui'
import { useT } from '@/i18n'
import type { Imported } from '@/api/types'
import styles from './ImportDialog.module.css'
import { useImport } from './useAdmin'

const EXAMPLE = `model_list:
  - model_name: gpt-4o
    litellm_params:
      model: openai/gpt-4o
      api_key: sk-…`

/** Takes over the `model_list` of a LiteLLM `config.yaml` and says row by row what became of it. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const t = useT()
  const take = useImport()
  const [text, setText] = useState('')
  const file = useRef<HTMLInputElement>(null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim()) take.mutate(text)
  }
  return (
    <Modal open title={t('models.importTitle')} onCancel={onClose} footer={null} width={640} destroyOnHidden>
      {take.data ? (
        <Result result={take.data} onClose={onClose} />
      ) : (
        <form onSubmit={submit} className={styles.form}>
          <FormField label={t('models.importLabel')} help={t('models.importHelp')} error={take.error ? errorText(take.error, t) : undefined}>
            {(control) => (
              <Input.TextArea
                {...control}
                value={text}
                onChange={(event) => {
                  setText(event.target.value)
                  take.reset()
                }}
                placeholder={EXAMPLE}
                autoSize={{ minRows: 9, maxRows: 18 }}
                spellCheck={false}
                className={styles.text!}
                data-testid="import-text"
              />
            )}
          </FormField>
          <div className={styles.buttons}>
            <Button icon={<FileUp size={16} strokeWidth={1.75} aria-hidden />} onClick={() => file.current?.click()} data-testid="import-file-button">
              {t('models.importFile')}
            </Button>
            <Button type="primary" htmlType="submit" disabled={!text.trim()} loading={take.isPending} data-testid="import-submit">
              {t('models.import')}
            </Button>
          </div>
          <input
            ref={file}
            type="file"
            accept=".yaml,.yml,text/yaml,application/yaml"
            hidden
            data-testid="import-file"
            onChange={(event) => {
              const chosen = event.target.files?.[0]
              event.target.value = ''
              take.reset()
              void chosen?.text().then(setText)
            }}
          />
        </form>
      )}
    </Modal>
  )
}

function Result({ result, onClose }: { result: Imported; onClose: () => void }) {
  const t = useT()
  const notes = result.notes ?? []
  return (
    <div className={styles.result} data-testid="import-result">
      <p role="status" className={styles.summary}>
        {t('models.importDone', {
          models: t('models.foundModels', { count: result.models.length }),
          providers: t('models.importedProviders', { count: result.providers.length }),
        })}
      </p>
      <div className={styles.scroll}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('models.importRow')}</th>
              <th scope="col">{t('models.importOutcome')}</th>
            </tr>
          </thead>
          <tbody>
            {result.models.map((model, index) => (
              <tr key={`m${index}`}>
                <td>{model.name}</td>
                <td data-tone="good">{t('models.imported', { provider: model.provider, model: model.model })}</td>
              </tr>
            ))}
            {notes.map((note, index) => (
              <tr key={`n${index}`}>
                <td>{note.row}</td>
                <td data-tone="warning">{note.note}</td>
              </tr>
            ))}
            {result.skipped.map((row, index) => (
              <tr key={`s${index}`}>
                <td>{row.row}</td>
                <td data-tone="bad">{t('models.skipped', { reason: row.reason })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Button type="primary" onClick={onClose} data-testid="import-done">
        {t('common.close')}
      </Button>
    </div>
  )
}
