import { Button, Modal, Progress } from 'antd'
import { Trash2 } from 'lucide-react'
import { Link } from 'react-router'
import type { Picture } from '@/api/types'
import { bytes as amount } from '@/components/bytes'
import { pictureName } from '@/components/viewer/recipe'
import { currentLocale, useT } from '@/i18n'
import styles from './StorageDialog.module.css'
import { useStorage } from './useCollections'

interface Props {
  isOpen: boolean
  onClose: () => void
  onDelete: (picture: Picture) => void
}

/** How much room one's pictures take, and which take the most. */
export function StorageDialog({ isOpen, onClose, onDelete }: Props) {
  const t = useT()
  const { data } = useStorage(isOpen)
  const size = (bytes: number) => amount(bytes, currentLocale())
  return (
    <Modal open={isOpen} onCancel={onClose} footer={null} title={t('gallery.storage')} centered destroyOnHidden width={520}>
      {data && (
        <div className={styles.storage} data-testid="storage">
          <p className={styles.used}>
            <strong className="tabular">{size(data.used)}</strong>{' '}
            {data.quota === null ? t('gallery.storageFree', { count: data.pictures }) : t('gallery.storageOf', { quota: size(data.quota), count: data.pictures })}
          </p>
          {data.quota !== null && (
            <Progress percent={Math.min(100, Math.round((100 * data.used) / data.quota))} showInfo={false} status={data.used >= data.quota ? 'exception' : 'normal'} aria-label={t('gallery.storage')} />
          )}
          {data.quota !== null && data.used >= data.quota && (
            <p className={styles.full} data-testid="storage-used-up">
              {t('gallery.storageUsedUp')}
            </p>
          )}
          {data.largest.length > 0 && <h3>{t('gallery.largest')}</h3>}
          <ul>
            {data.largest.map((picture) => {
              const name = pictureName(picture, t(`gallery.origins.${picture.origin}`))
              return (
                <li key={picture.id} data-testid="storage-row">
                  <img src={picture.urls.thumb} alt="" width={40} height={40} loading="lazy" />
                  <Link to={`/gallery/${picture.id}`}>
                    {name}
                  </Link>
                  <span className="tabular">{size(picture.bytes)}</span>
                  <Button type="text" danger icon={<Trash2 size={16} strokeWidth={1.75} aria-hidden />} aria-label={t('gallery.deleteOne', { name })} onClick={() => onDelete(picture)} />
                </li>
              )
            })}
          </ul>
        </div>
      )}
    </Modal>
  )
}
