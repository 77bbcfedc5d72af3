import { Button, Input, Select } from 'antd'
import { Search, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useT } from '@/i18n'
import styles from './Audit.module.css'
import { actionName, areaName } from './names'
import { byArea, type Filter, isFiltered, NOTHING } from './parts'

/** Time for another letter before the list is asked for again. */
const PAUSE_MS = 300

/** What is looked for: words, an action, somebody, a time. */
export function Filters({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  const t = useT()
  const [words, setWords] = useState({ q: filter.q, actor: filter.actor })
  const [seen, setSeen] = useState(filter)
  if (seen !== filter) {
    // Chosen from an entry, or cleared.
    setSeen(filter)
    if (seen.q !== filter.q || seen.actor !== filter.actor) setWords({ q: filter.q, actor: filter.actor })
  }
  useEffect(() => {
    if (words.q === filter.q && words.actor === filter.actor) return
    const timer = window.setTimeout(() => onChange({ ...filter, ...words }), PAUSE_MS)
    return () => window.clearTimeout(timer)
  }, [words, filter, onChange])
  const options = byArea().map(([area, actions]) => ({
    label: areaName(t, area),
    title: areaName(t, area),
    options: [
      ...(actions.length > 1 ? [{ value: area, label: t('audit.allOf', { area: areaName(t, area) }) }] : []),
      ...actions.map((action) => ({ value: action, label: actionName(t, action) })),
    ],
  }))
  return (
    <div className={styles.filters} role="search" aria-label={t('audit.search')}>
      <Input
        className={styles.search}
        allowClear
        prefix={<Search size={16} strokeWidth={1.75} aria-hidden />}
        value={words.q}
        onChange={(event) => setWords({ ...words, q: event.target.value })}
        placeholder={t('audit.searchHint')}
        aria-label={t('audit.search')}
        maxLength={400}
        data-testid="audit-search"
      />
      <Select<string>
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        value={filter.action}
        onChange={(action?: string) => onChange({ ...filter, action })}
        placeholder={t('audit.anyAction')}
        aria-label={t('audit.action')}
        options={options}
        popupMatchSelectWidth={false}
      />
      <Input
        className={styles.actor}
        allowClear
        value={words.actor}
        onChange={(event) => setWords({ ...words, actor: event.target.value })}
        placeholder={t('audit.actorHint')}
        aria-label={t('audit.actor')}
        maxLength={300}
        data-testid="audit-actor"
      />
      <div className={styles.days}>
        {(['since', 'until'] as const).map((edge) => (
          <label key={edge}>
            {t(`audit.${edge}`)}
            <Input type="date" value={filter[edge]} onChange={(event) => onChange({ ...filter, [edge]: event.target.value })} />
          </label>
        ))}
      </div>
      {isFiltered(filter) && (
        <div className={styles.chosen}>
          {filter.subject && <span>{t('audit.about', { subject: filter.subject.id })}</span>}
          <Button size="small" type="text" icon={<X size={14} strokeWidth={1.75} aria-hidden />} onClick={() => onChange(NOTHING)} data-testid="audit-clear">
            {t('audit.clear')}
          </Button>
        </div>
      )}
    </div>
  )
}
