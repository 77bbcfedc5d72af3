import { Button } from 'antd'
import { HardDrive, ListChecks, MessageSquareCode, Search, Star, Upload, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { IconButton } from '@/components/IconButton'
import { currentLocale, useT } from '@/i18n'
import { type Filter, origins, shapes } from './filter'
import { FilterMenu } from './FilterMenu'
import { monthName } from './groups'
import styles from './Toolbar.module.css'
import { type Facets, useCollections } from './useCollections'

interface Props {
  filter: Filter
  onFilter: (change: Partial<Filter>) => void
  selecting: boolean
  isReadOnly: boolean
  onSelecting: () => void
  onUpload: () => void
  onStorage: () => void
  facets: Facets | undefined
  busy: boolean
}

/** Search, filters, and the two things one can do with the gallery as a whole. */
export function Toolbar({ filter, onFilter, selecting, isReadOnly, onSelecting, onUpload, onStorage, facets, busy }: Props) {
  const t = useT()
  const { months = [], models = [], styles: looks = [], from_widgets: fromWidgets = 0 } = facets ?? {}
  const named = useCollections().data?.items ?? []
  return (
    <header className={styles.toolbar}>
      <div className={styles.first}>
        <h1 className={styles.title}>{t('common.gallery')}</h1>
        <SearchField words={filter.q} onWords={(q) => onFilter({ q })} />
        <div className={styles.actions}>
          <IconButton icon={HardDrive} label={t('gallery.storage')} tipPlacement="bottom" onClick={onStorage} data-testid="gallery-storage" />
          {!isReadOnly && <IconButton icon={ListChecks} label={t('gallery.select')} active={selecting} tipPlacement="bottom" onClick={onSelecting} data-testid="gallery-select" />}
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
        {(fromWidgets > 0 || filter.widgets) && (
          <Chip on={filter.widgets} onClick={() => onFilter({ widgets: !filter.widgets })} testId="filter-widgets">
            <MessageSquareCode size={14} strokeWidth={1.75} aria-hidden />
            {t('gallery.fromWidgets')}
          </Chip>
        )}
        {named.length > 0 && (
          <FilterMenu
            label={t('gallery.collection')}
            any={t('gallery.anyCollection')}
            value={filter.collection}
            options={named.map(({ id, name, count }) => ({ key: id, label: name, count }))}
            onValue={(collection) => onFilter({ collection })}
            testId="filter-collection"
          />
        )}
        {(models.length > 1 || filter.model) && (
          <FilterMenu
            label={t('gallery.model')}
            any={t('gallery.anyModel')}
            value={filter.model}
            options={models.map(({ name, count }) => ({ key: name, label: name, count }))}
            onValue={(model) => onFilter({ model })}
            testId="filter-model"
          />
        )}
        {(looks.length > 0 || filter.style) && (
          <FilterMenu
            label={t('gallery.style')}
            any={t('gallery.anyStyle')}
            value={filter.style}
            options={looks.map(({ name, count }) => ({ key: name, label: t(`pictures.styles.${name}` as 'pictures.styles.ink', { defaultValue: name }), count }))}
            onValue={(style) => onFilter({ style })}
            testId="filter-style"
          />
        )}
        <FilterMenu
          label={t('gallery.shape')}
          any={t('gallery.anyShape')}
          value={filter.shape}
          options={shapes.map((shape) => ({ key: shape, label: t(`gallery.shapes.${shape}`) }))}
          onValue={(shape) => onFilter({ shape: shapes.find((one) => one === shape) ?? '' })}
          testId="filter-shape"
        />
        {(months.length > 1 || filter.month) && (
          <FilterMenu
            label={t('gallery.month')}
            any={t('gallery.newest')}
            value={filter.month}
            options={months.map(({ name, count }) => ({ key: name, label: monthName(name, currentLocale()), count }))}
            onValue={(month) => onFilter({ month })}
            testId="filter-month"
          />
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
