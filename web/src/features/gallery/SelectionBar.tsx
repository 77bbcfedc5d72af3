import { App, Button, Dropdown } from 'antd'
import { CheckCheck, ChevronDown, Download, FolderMinus, FolderPlus, Star, Trash2, X } from 'lucide-react'
import { useState } from 'react'
import { api } from '@/api/client'
import { IconButton } from '@/components/IconButton'
import { errorText } from '@/components/errors'
import { saveAs } from '@/components/save'
import { currentLocale, useT } from '@/i18n'
import { chunks, MAX_IDS } from './chunks'
import styles from './SelectionBar.module.css'

interface Props {
  ids: string[]
  onAll: () => void
  onStar: () => void
  onCollect: () => void
  /** takes them out of the collection that is shown; absent where none is */
  onTakeOut?: (() => void) | undefined
  onDelete: () => void
  onDone: () => void
}

/** What can be done with the chosen pictures; floats above the grid. */
export function SelectionBar({ ids, onAll, onStar, onCollect, onTakeOut, onDelete, onDone }: Props) {
  const t = useT()
  const { message } = App.useApp()
  const [packing, setPacking] = useState(false)
  const none = ids.length === 0

  const zip = async (label: 'zh' | 'en' | null) => {
    setPacking(true)
    try {
      const day = new Date().toISOString().slice(0, 10)
      const parts = chunks(ids, MAX_IDS)
      for (const [index, part] of parts.entries()) {
        saveAs(await api.blob('POST', '/api/pictures/zip', { ids: part, label }), `huahua-${day}${parts.length > 1 ? `-${index + 1}` : ''}.zip`)
      }
    } catch (error) {
      message.error(errorText(error, t))
    } finally {
      setPacking(false)
    }
  }
  return (
    <div className={styles.bar} role="toolbar" aria-label={t('gallery.chosen', { count: ids.length })} data-testid="selection-bar">
      <IconButton icon={X} label={t('gallery.selectEnd')} onClick={onDone} data-testid="selection-done" />
      <span className={styles.count} aria-live="polite" data-testid="selection-count">
        {t('gallery.chosen', { count: ids.length })}
      </span>
      <Button type="text" icon={<CheckCheck size={17} strokeWidth={1.75} aria-hidden />} aria-label={t('gallery.selectAll')} onClick={onAll} data-testid="selection-all">
        <span className={styles.wide}>{t('gallery.selectAll')}</span>
      </Button>
      <span className={styles.divider} aria-hidden />
      <IconButton icon={Star} label={t('gallery.star')} disabled={none} onClick={onStar} data-testid="selection-star" />
      <IconButton icon={FolderPlus} label={t('gallery.collect')} disabled={none} onClick={onCollect} data-testid="selection-collect" />
      {onTakeOut && <IconButton icon={FolderMinus} label={t('gallery.takeOut')} disabled={none} onClick={onTakeOut} data-testid="selection-take-out" />}
      <Button type="text" icon={<Download size={17} strokeWidth={1.75} aria-hidden />} aria-label={t('gallery.zip')} disabled={none} loading={packing} onClick={() => void zip(null)} data-testid="selection-zip">
        <span className={styles.wide}>{t('gallery.zip')}</span>
      </Button>
      <Dropdown
        autoFocus
        trigger={['click']}
        menu={{
          items: [{ key: 'label', label: t('gallery.zipLabelled') }],
          onClick: () => void zip(currentLocale() === 'zh-CN' ? 'zh' : 'en'),
        }}
        disabled={none}
      >
        <button type="button" className={styles.more} aria-label={t('gallery.zipMore')} disabled={none} data-testid="selection-zip-more">
          <ChevronDown size={16} strokeWidth={1.75} aria-hidden />
        </button>
      </Dropdown>
      <IconButton icon={Trash2} danger label={t('common.delete')} disabled={none} onClick={onDelete} data-testid="selection-delete" />
    </div>
  )
}
