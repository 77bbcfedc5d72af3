import { App, Button } from 'antd'
import { ArrowLeft, FileInput, Plus } from 'lucide-react'
import { useState } from 'react'
import type { BookContent, BookEntry, BookReply } from '@/api/types'
import { errorText } from '@/components/errors'
import { Block, LoadState } from '@/features/settings/ui'
import { useT } from '@/i18n'
import { entryKey } from './amounts'
import { EntryDialog } from './EntryDialog'
import { EntryTable } from './EntryTable'
import { Groups } from './Groups'
import { ImportMap } from './ImportMap'
import { Preview } from './Preview'
import styles from './Prices.module.css'
import { Publish } from './Publish'
import { useBook, useDeleteDraft, useSaveDraft } from './usePrices'

/** A draft of the price book. Each change is kept at once; nothing is in force before it is published. */
export function Draft({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useT()
  const query = useBook(id)
  return (
    <div data-testid="draft">
      <Button type="text" icon={<ArrowLeft size={16} strokeWidth={1.75} aria-hidden />} onClick={onClose} data-testid="draft-back">
        {t('prices.allVersions')}
      </Button>
      <LoadState query={query}>{(book) => <Editor book={book} onClose={onClose} />}</LoadState>
    </div>
  )
}

/** `at` is the place of an entry that is changed; null for a new one. */
interface Editing {
  at: number | null
}

function Editor({ book, onClose }: { book: BookReply; onClose: () => void }) {
  const t = useT()
  const { modal, message } = App.useApp()
  const [editing, setEditing] = useState<Editing>()
  const [importing, setImporting] = useState(false)
  const [publishing, setPublishing] = useState(false)
  const save = useSaveDraft(book.id)
  const remove = useDeleteDraft(onClose)
  const { entries = [] } = book.content
  const keep = (content: BookContent, done?: () => void) =>
    save.mutate(
      { content, revision: book.revision },
      {
        onSuccess: () => done?.(),
        onError: (error) => void message.error(errorText(error, t)),
      },
    )
  const put = (entry: BookEntry, at: number | null) =>
    keep({ ...book.content, entries: at === null ? [...entries, entry] : entries.map((old, index) => (index === at ? entry : old)) }, () => setEditing(undefined))
  const confirmDelete = () =>
    modal.confirm({
      title: t('prices.deleteDraft'),
      okText: t('common.delete'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      icon: null,
      centered: true,
      onOk: () => remove.mutateAsync(book.id).catch((error: unknown) => void message.error(errorText(error, t))),
    })
  return (
    <>
      <Block
        title={t('prices.draft')}
        text={t('prices.draftText')}
        action={
          <div className={styles.tools}>
            <Button onClick={confirmDelete}>{t('common.delete')}</Button>
            <Button icon={<FileInput size={16} strokeWidth={1.75} aria-hidden />} onClick={() => setImporting(true)}>
              {t('prices.import')}
            </Button>
            <Button icon={<Plus size={16} strokeWidth={2} aria-hidden />} onClick={() => setEditing({ at: null })} data-testid="entry-add">
              {t('prices.add')}
            </Button>
            <Button type="primary" onClick={() => setPublishing(true)} data-testid="publish">
              {t('prices.publish')}
            </Button>
          </div>
        }
      >
        <EntryTable
          entries={entries}
          warnings={book.warnings}
          onEdit={(at) => setEditing({ at })}
          onRemove={(at) => keep({ ...book.content, entries: entries.filter((_, index) => index !== at) })}
        />
        {book.unmatched.length > 0 && <p className={styles.note}>{t('prices.unmatched', { models: book.unmatched.join(', ') })}</p>}
      </Block>
      <Groups groups={book.content.groups ?? {}} saving={save.isPending} onSave={(groups) => keep({ ...book.content, groups })} />
      <Preview book={book} />
      {editing && (
        <EntryDialog
          entry={editing.at === null ? undefined : entries[editing.at]}
          taken={entries.filter((_, index) => index !== editing.at).map(entryKey)}
          saving={save.isPending}
          onSave={(entry) => put(entry, editing.at)}
          onClose={() => setEditing(undefined)}
        />
      )}
      {importing && <ImportMap book={book} onClose={() => setImporting(false)} />}
      {publishing && <Publish book={book} onClose={() => setPublishing(false)} onDone={onClose} />}
    </>
  )
}
