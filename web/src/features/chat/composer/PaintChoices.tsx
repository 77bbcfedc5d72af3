import { Dropdown } from 'antd'
import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
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

/** Style, shape and painter of the next picture. */
export function PaintChoices({ paint, models, onChange }: Props) {
  const t = useT()
  const able = painters(models)
  const aspect = aspects.find(({ id }) => id === paint.aspect)
  return (
    <div className={styles.choices} data-testid="paint-choices">
      <Choice
        label={t('chat.style')}
        value={paint.style ? (isStyle(paint.style) ? t(`pictures.styles.${paint.style}`) : paint.style) : t('chat.anyStyle')}
        selected={paint.style ?? ''}
        options={[{ key: '', label: t('chat.anyStyle') }, ...styleIds.map((id) => ({ key: id as string, label: t(`pictures.styles.${id}`) }))]}
        onChoose={(style) => onChange({ style: style || null })}
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

interface ChoiceProps {
  label: string
  value: string
  selected: string
  options: { key: string; label: ReactNode }[]
  onChoose: (key: string) => void
  testId: string
}

function Choice({ label, value, selected, options, onChoose, testId }: ChoiceProps) {
  return (
    <Dropdown autoFocus
      trigger={['click']}
      placement="topLeft"
      menu={{
        selectedKeys: [selected],
        // Ant Design takes an empty key for a missing one.
        items: options.map(({ key, label: text }) => ({ key: key || 'any', label: text, onClick: () => onChoose(key) })),
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
