import { Button, Checkbox, Input, InputNumber } from 'antd'
import { ChevronDown, Plus } from 'lucide-react'
import { useState } from 'react'
import type { ModelRow, PresetModel, Task } from '@/api/types'
import { FormField, Tag } from '@/features/settings/ui'
import { useT } from '@/i18n'
import { type Choice, choices, draftOf } from './drafts'
import styles from './ModelPicker.module.css'
import { ModelAdvanced } from './ModelAdvanced'
import { PriceFields } from './PriceFields'
import { type Draft, tasks } from './types'

interface Props {
  /** rows that the provider has on the server */
  rows: ModelRow[]
  drafts: Draft[]
  onDrafts: (drafts: Draft[]) => void
  suggested: PresetModel[]
  /** model ids that the test found */
  found: string[]
  /** what every model of this provider is for, where it is one thing */
  only?: Task | undefined
}

const SEARCH_FROM = 9

/** Ticks models; an opened one says what it is for and how it takes part in a pool. */
export function ModelPicker({ rows, drafts, onDrafts, suggested, found, only }: Props) {
  const t = useT()
  const [query, setQuery] = useState('')
  const [own, setOwn] = useState('')
  const [open, setOpen] = useState<string | null>(null)
  const all = choices(rows, drafts, suggested, found, only)
  const shown = all.filter((choice) => choice.model.toLowerCase().includes(query.trim().toLowerCase()))

  const toggle = ({ key, model, drafted }: Choice) => {
    if (drafted) return onDrafts(drafts.filter((draft) => draft !== drafted))
    const row = rows.find((one) => one.id === key)
    onDrafts([...drafts, row ? { ...row } : draftOf(model, suggested, only)])
  }
  const edit = (drafted: Draft, change: Partial<Draft>) => onDrafts(drafts.map((draft) => (draft === drafted ? { ...draft, ...change } : draft)))
  const add = () => {
    const model = own.trim()
    if (model && !drafts.some((draft) => draft.model === model)) onDrafts([...drafts, draftOf(model, suggested, only)])
    setOwn('')
  }

  return (
    <div className={styles.picker}>
      {all.length >= SEARCH_FROM && (
        <Input value={query} onChange={(event) => setQuery(event.target.value)} placeholder={t('models.searchModels')} aria-label={t('models.searchModels')} allowClear data-testid="model-search" />
      )}
      {shown.length > 0 && (
        <ul className={styles.list}>
          {shown.map((choice) => {
            const { key, model, drafted } = choice
            const isOpen = open === key && drafted !== null
            return (
              <li key={key} data-testid="model-choice">
                <div className={styles.line}>
                  <Checkbox checked={drafted !== null} onChange={() => toggle(choice)} className={styles.check!}>
                    <span className={styles.id}>{model}</span>
                  </Checkbox>
                  {drafted && (
                    <button type="button" className={styles.opener} aria-expanded={isOpen} aria-label={t('models.settingsOf', { name: model })} onClick={() => setOpen(isOpen ? null : key)} data-testid="model-open">
                      {tasks.filter((task) => drafted.tasks.includes(task)).map((task) => (
                        <Tag key={task}>{t(`models.tasks.${task}`)}</Tag>
                      ))}
                      <ChevronDown size={16} strokeWidth={1.75} aria-hidden />
                    </button>
                  )}
                </div>
                {isOpen && <ModelSettings draft={drafted} onChange={(change) => edit(drafted, change)} />}
              </li>
            )
          })}
        </ul>
      )}
      <div className={styles.own}>
        <Input
          value={own}
          onChange={(event) => setOwn(event.target.value)}
          onPressEnter={(event) => {
            event.preventDefault()
            add()
          }}
          placeholder={t('models.ownModel')}
          aria-label={t('models.ownModel')}
          spellCheck={false}
          data-testid="model-own"
        />
        <Button icon={<Plus size={16} strokeWidth={2} aria-hidden />} disabled={!own.trim()} onClick={add} data-testid="model-own-add">
          {t('models.addModel')}
        </Button>
      </div>
    </div>
  )
}

function ModelSettings({ draft, onChange }: { draft: Draft; onChange: (change: Partial<Draft>) => void }) {
  const t = useT()
  const talks = draft.tasks.includes('dialogue')
  return (
    <div className={styles.settings}>
      <fieldset>
        <legend>{t('models.goodFor')}</legend>
        {tasks.map((task) => (
          <Checkbox
            key={task}
            checked={draft.tasks.includes(task)}
            // A model without any task could never be used.
            disabled={draft.tasks.length === 1 && draft.tasks.includes(task)}
            onChange={(event) => onChange({ tasks: event.target.checked ? [...draft.tasks, task] : draft.tasks.filter((one) => one !== task) })}
            data-testid={`model-task-${task}`}
          >
            {t(`models.tasks.${task}`)}
          </Checkbox>
        ))}
      </fieldset>
      {talks && (
        <fieldset>
          <legend>{t('models.abilities')}</legend>
          <Checkbox checked={draft.vision} onChange={(event) => onChange({ vision: event.target.checked })} data-testid="model-vision">
            {t('models.vision')}
          </Checkbox>
          <Checkbox checked={draft.tools} onChange={(event) => onChange({ tools: event.target.checked })} data-testid="model-tools">
            {t('models.tools')}
          </Checkbox>
          <p>{t('models.toolsHelp')}</p>
        </fieldset>
      )}
      <div className={styles.pair}>
        <FormField label={t('models.shownAs')} help={t('models.shownAsHelp')}>
          {(control) => <Input {...control} value={draft.name} placeholder={draft.model} spellCheck={false} onChange={(event) => onChange({ name: event.target.value })} data-testid="model-name" />}
        </FormField>
        <FormField label={t('models.weight')} help={t('models.weightHelp')}>
          {(control) => <InputNumber {...control} min={0} max={10_000} precision={0} value={draft.weight} onChange={(value) => onChange({ weight: value ?? 1 })} style={{ width: '100%' }} data-testid="model-weight" />}
        </FormField>
      </div>
      <PriceFields draft={draft} onChange={onChange} />
      <ModelAdvanced draft={draft} onChange={onChange} />
      <Checkbox checked={draft.enabled} onChange={(event) => onChange({ enabled: event.target.checked })} data-testid="model-enabled">
        {t('models.modelOn')}
      </Checkbox>
    </div>
  )
}
