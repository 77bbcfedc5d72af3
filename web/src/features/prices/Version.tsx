import { Modal } from 'antd'
import { LoadState } from '@/features/settings/ui'
import { useT } from '@/i18n'
import { EntryTable } from './EntryTable'
import { useBook } from './usePrices'

/** A published version, to be read. */
export function Version({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useT()
  const query = useBook(id)
  return (
    <Modal open title={query.data?.number ? t('prices.version', { number: query.data.number }) : t('prices.title')} onCancel={onClose} footer={null} width={920} destroyOnHidden>
      <LoadState query={query}>{(book) => <EntryTable entries={book.content.entries ?? []} warnings={[]} />}</LoadState>
    </Modal>
  )
}
