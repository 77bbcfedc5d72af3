import { Dropdown } from 'antd'
import { ChevronDown } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { fitOf, type TrainedStyle, useTrainedStyles } from '@/api/trained'
import type { Models } from '@/api/types'
import { useT } from '@/i18n'
import styles from './Composer.module.css'
import type { Draft } from './drafts'
import { modelName, painters } from '@/components/prompt/models'
import { aspects, isStyle, styleIds } from '@/components/prompt/choices'

interface Props {
  paint: Draft['paint']
  models: Models | undefined
  onChange: (paint: Partial<Draft['paint']>) => void
}

/** Begins the keys of trained styles among those of styles. */
const TAUGHT = 'taught '

/** Style, shape and painter of the next picture. */
export function PaintChoices({ paint, models, onChange }: Props) {
  const t = useT()
  const able = painters(models)
  const aspect = aspects.find(({ id }) => id === paint.aspect)
  const items = useTrainedStyles().data?.items
  const taught = items?.find(({ id }) => id === paint.trained)
  const isGone = items !== undefined && Boolean(paint.trained) && !taught
  useEffect(() => {
    // What was deleted or taken back meanwhile is not painted with.
    if (isGone) onChange({ trained: null })
  })
  const painting = paint.model ? able.filter((model) => model.id === paint.model) : able
  const mayPaint = (style: TrainedStyle) => painting.some((model) => fitOf(style, model) !== 'no')
  const isAble = items?.some(mayPaint) ?? false
  return (
    <div className={styles.choices} data-testid="paint-choices">
      <Choice
        label={t('chat.style')}
        value={taught ? taught.name : paint.style ? (isStyle(paint.style) ? t(`pictures.styles.${paint.style}`) : paint.style) : t('chat.anyStyle')}
        selected={taught ? TAUGHT + taught.id : (paint.style ?? '')}
        groups={[
          ...(items?.length
            ? [{ title: isAble ? t('chat.yourStyles') : t('chat.yourStylesNot'), options: items.map((style) => ({ key: TAUGHT + style.id, label: style.name, disabled: !mayPaint(style) })) }]
            : []),
        ]}
        options={[{ key: '', label: t('chat.anyStyle') }, ...styleIds.map((id) => ({ key: id as string, label: t(`pictures.styles.${id}`) }))]}
        onChoose={(key) => onChange(key.startsWith(TAUGHT) ? { trained: key.slice(TAUGHT.length), style: null } : { style: key || null, trained: null })}
        testId="paint-style"
      />
      <Choice
        label={t('chat.aspect')}
        value={aspect ? `${t(`pictures.aspects.${aspect.name}`)} ${aspect.id}` : t('chat.anyAspect')}
        selected={paint.aspect ?? ''}
        options={[
          { key: '', label: t('chat.anyAspect') },
          ...aspects.map(({ id, name }) => ({
            key: id as string,
            label: (
              <span className={styles.shape}>
                <span className={styles.shapeIcon}>
                  <i style={shapeSize(id)} />
                </span>
                {t(`pictures.aspects.${name}`)} <small>{id}</small>
              </span>
            ),
          })),
        ]}
        onChoose={(value) => onChange({ aspect: value || null })}
        testId="paint-aspect"
      />
      {able.length > 1 && (
        <Choice
          label={t('chat.painter')}
          value={paint.model ? modelName(paint.model, t) : t('chat.painter')}
          selected={paint.model ?? ''}
          options={[
            { key: '', label: t('chat.modelDefault') },
            ...able.map(({ id }) => ({ key: id, label: modelName(id, t) })),
          ]}
          onChoose={(model) => onChange({ model: model || null })}
          testId="paint-model"
        />
      )}
    </div>
  )
}

function shapeSize(aspect: string): { width: number; height: number } {
  const [w = 1, h = 1] = aspect.split(':').map(Number)
  const scale = 16 / Math.max(w, h)
  return { width: Math.round(w * scale), height: Math.round(h * scale) }
}

interface Option {
  key: string
  label: ReactNode
  disabled?: boolean
}

interface ChoiceProps {
  label: string
  value: string
  selected: string
  /** after the first option, which is 'any' */
  groups?: { title: string; options: Option[] }[]
  options: Option[]
  onChoose: (key: string) => void
  testId: string
}

function Choice({ label, value, selected, groups = [], options, onChoose, testId }: ChoiceProps) {
  // Ant Design takes an empty key for a missing one.
  const item = ({ key, label: text, disabled }: Option) => ({ key: key || 'any', label: text, disabled: disabled ?? false, onClick: () => onChoose(key) })
  const [any, ...others] = options.map(item)
  return (
    <Dropdown autoFocus
      trigger={['click']}
      placement="topLeft"
      menu={{
        selectedKeys: [selected],
        items: [any!, ...groups.map(({ title, options: some }) => ({ type: 'group' as const, key: title, label: title, children: some.map(item) })), ...(groups.length ? [{ type: 'divider' as const, key: 'line' }] : []), ...others],
        style: { maxHeight: 320, overflowY: 'auto' },
      }}
    >
      <button type="button" className={styles.choice} aria-label={`${label}: ${value}`} data-testid={testId} data-set={selected !== '' || undefined}>
        {value}
        <ChevronDown size={14} aria-hidden />
      </button>
    </Dropdown>
  )
}
