import { Button, Dropdown } from 'antd'
import { ChevronDown, ListChecks, Search, Star, Upload, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useModels } from '@/api/session'
import { IconButton } from '@/components/IconButton'
import { useT } from '@/i18n'
import { type Filter, origins } from './filter'
import styles from './Toolbar.module.css'

interface Props {
  filter: Filter
  onFilter: (change: Partial<Filter>) => void
  selecting: boolean
  onSelecting: () => void
  onUpload: () => void
  busy: boolean
}

const paints = (tasks: string[]) => tasks.includes('painting') || tasks.includes('avatar')

/** Search, filters, and the two things one can do with the gallery as a whole. */
export function Toolbar({ filter, onFilter, selecting, onSelecting, onUpload, busy }: Props) {
  const t = useT()
  const models = useModels()
  const painters = (models.data?.items ?? []).filter((model) => paints(model.tasks))
  const items = [
    { key: '', label: t('gallery.anyModel') },
    ...painters.map((model) => ({ key: model.id, label: model.id })),
  ]
  return (
    <header className={styles.toolbar}>
      <div className={styles.first}>
        <h1 className={styles.title}>{t('common.gallery')}</h1>
        <SearchField words={filter.q} onWords={(q) => onFilter({ q })} />
        <div className={styles.actions}>
          <IconButton icon={ListChecks} label={t('gallery.select')} active={selecting} tipPlacement="bottom" onClick={onSelecting} data-testid="gallery-select" />
          <Button icon={<Upload size={16} strokeWidth={1.75} aria-hidden />} onClick={onUpload} loading={busy} data-testid="gallery-upload" className={styles.upload!} aria-label={t('gallery.upload')}>
            <span className={styles.uploadText}>{t('gallery.upload')}</span>
          </Button>
        </div>
      </div>
      <div className={styles.filters} role="group" aria-label={t('gallery.filters')}>
        <Chip on={!filter.origin} onClick={() => onFilter({ origin: '' })} testId="filter-all">
          {t('gallery.all')}
        </Chip>
        {origins.map((origin) => (
          <Chip key={origin} on={filter.origin === origin} onClick={() => onFilter({ origin: filter.origin === origin ? '' : origin })} testId={`filter-${origin}`}>
            {t(`gallery.origins.${origin}`)}
          </Chip>
        ))}
        <span className={styles.divider} aria-hidden />
        <Chip on={filter.starred} onClick={() => onFilter({ starred: !filter.starred })} testId="filter-starred">
          <Star size={14} strokeWidth={1.75} aria-hidden />
          {t('gallery.starred')}
        </Chip>
        {(painters.length > 1 || filter.model) && (
          <Dropdown autoFocus menu={{ items, selectedKeys: [filter.model], onClick: ({ key }) => onFilter({ model: key }) }} trigger={['click']}>
            <button type="button" className={styles.chip} data-on={Boolean(filter.model)} aria-label={t('gallery.model')} data-testid="filter-model">
              {filter.model || t('gallery.model')}
              <ChevronDown size={14} strokeWidth={1.75} aria-hidden />
            </button>
          </Dropdown>
        )}
      </div>
    </header>
  )
}

function Chip({ on, onClick, testId, children }: { on: boolean; onClick: () => void; testId: string; children: React.ReactNode }) {
  return (
    <button type="button" className={styles.chip} data-on={on} aria-pressed={on} onClick={onClick} data-testid={testId}>
      {children}
    </button>
  )
}

const PAUSE_MS = 250

/** Searches a moment after the last key, and never in the middle of composing a Han character. */
function SearchField({ words, onWords }: { words: string; onWords: (words: string) => void }) {
  const t = useT()
  const [text, setText] = useState(words)
  const [asked, setAsked] = useState(words)
  // The address changed by other means (back, 'show everything'): the field says the same.
  if (words !== asked) {
    setAsked(words)
    if (words !== text.trim()) setText(words)
  }
  const timer = useRef(0)
  const composing = useRef(false)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => () => window.clearTimeout(timer.current), [])

  const later = (value: string) => {
    window.clearTimeout(timer.current)
    timer.current = window.setTimeout(() => onWords(value.trim()), PAUSE_MS)
  }
  return (
    <div className={styles.search} role="search">
      <Search size={16} strokeWidth={1.75} aria-hidden />
      <input
        ref={field}
        value={text}
        placeholder={t('gallery.searchHint')}
        aria-label={t('gallery.searchHint')}
        enterKeyHint="search"
        onChange={(event) => {
          setText(event.target.value)
          if (!composing.current) later(event.target.value)
        }}
        onCompositionStart={() => (composing.current = true)}
        onCompositionEnd={(event) => {
          composing.current = false
          later(event.currentTarget.value)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && text) {
            event.stopPropagation()
            setText('')
            onWords('')
          }
        }}
        data-testid="gallery-search"
      />
      {text && (
        <button
          type="button"
          aria-label={t('gallery.clearSearch')}
          onClick={() => {
            setText('')
            onWords('')
            field.current?.focus()
          }}
        >
          <X size={14} strokeWidth={2} aria-hidden />
        </button>
      )}
    </div>
  )
}
