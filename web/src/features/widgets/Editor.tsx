import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { type FormEvent, useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { Widget } from '@/api/types'
import { announce } from '@/components/Announcer'
import { errorText } from '@/components/errors'
import { Block, CodeBox } from '@/features/settings/ui'
import { useT } from '@/i18n'
import { bodyOf, draftOf, lineOf } from './draft'
import { Fields } from './Fields'
import { Preview } from './Preview'
import styles from './Widgets.module.css'

/** One widget: the line to paste, what it is, and how it looks while one changes it. */
export function Editor({ widget, onDeleted }: { widget: Widget; onDeleted: () => void }) {
  const t = useT()
  const client = useQueryClient()
  const { modal, message } = App.useApp()
  const [draft, setDraft] = useState(() => draftOf(widget))
  const save = useMutation({
    mutationFn: () => api.put<Widget>(`/api/widgets/${widget.id}`, bodyOf(draft)),
    onSuccess: async (saved) => {
      setDraft(draftOf(saved))
      await client.invalidateQueries({ queryKey: keys.widgets })
      announce(t('common.saved'))
    },
  })
  const remove = () =>
    modal.confirm({
      title: t('widgets.deleteTitle', { name: widget.name }),
      content: t('widgets.deleteText'),
      okText: t('widgets.delete'),
      okButtonProps: { danger: true, ...{ 'data-testid': 'widget-confirm' } },
      cancelText: t('common.cancel'),
      icon: null,
      centered: true,
      onOk: async () => {
        try {
          await api.delete(`/api/widgets/${widget.id}`)
          await client.invalidateQueries({ queryKey: keys.widgets })
          onDeleted()
        } catch (error) {
          void message.error(errorText(error, t))
        }
      },
    })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (draft.name.trim()) save.mutate()
  }
  return (
    <>
      <Block title={t('widgets.lineTitle')} text={t('widgets.lineText')} bare>
        <CodeBox text={lineOf(widget.id, window.location.origin)} label={t('widgets.lineTitle')} single testId="widget-line" />
      </Block>
      <div className={styles.editor}>
        <form onSubmit={submit} className={styles.form}>
          <Fields id={widget.id} draft={draft} left={widget.left_micros} onChange={setDraft} />
          {save.error && (
            <p role="alert" className={styles.error}>
              {errorText(save.error, t)}
            </p>
          )}
          <div className={styles.buttons}>
            <Button danger type="text" onClick={remove} data-testid="widget-delete">
              {t('widgets.delete')}
            </Button>
            <Button type="primary" htmlType="submit" disabled={!draft.name.trim()} loading={save.isPending} data-testid="widget-save">
              {t('common.save')}
            </Button>
          </div>
        </form>
        <Preview id={widget.id} version={widget.updated_at} draft={draft} />
      </div>
    </>
  )
}
