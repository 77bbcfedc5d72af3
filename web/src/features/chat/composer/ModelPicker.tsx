import { Dropdown } from 'antd'
import { Check, ChevronDown } from 'lucide-react'
import type { ModelInfo, Models } from '@/api/types'
import { useT } from '@/i18n'
import styles from './Composer.module.css'
import { helpOf, modelName, talkers } from '@/components/prompt/models'

interface Props {
  chosen: string | null
  models: Models | undefined
  onChoose: (id: string) => void
}

/** Which model answers, in words. */
export function ModelPicker({ chosen, models, onChoose }: Props) {
  const t = useT()
  const all = talkers(models)
  const [routes, plain] = [all.filter((model) => model.virtual), all.filter((model) => !model.virtual)]
  const item = (model: ModelInfo) => ({
    key: model.id,
    label: (
      <span className={styles.pickerItem}>
        <span>
          <strong>{modelName(model.id, t)}</strong>
          <small>{helpOf(model, t)}</small>
        </span>
        {model.id === chosen && <Check size={16} aria-hidden />}
      </span>
    ),
    onClick: () => onChoose(model.id),
  })
  if (!chosen) return <span className={styles.picker} />
  return (
    <Dropdown autoFocus
      trigger={['click']}
      placement="topRight"
      menu={{
        className: styles.pickerMenu!,
        selectedKeys: [chosen],
        items: plain.length && routes.length ? [{ type: 'group', label: t('chat.routes'), children: routes.map(item) }, { type: 'group', label: t('chat.models'), children: plain.map(item) }] : all.map(item),
      }}
    >
      <button type="button" className={styles.picker} aria-label={`${t('chat.model')}: ${modelName(chosen, t)}`} data-testid="model-picker">
        <span>{modelName(chosen, t)}</span>
        <ChevronDown size={14} aria-hidden />
      </button>
    </Dropdown>
  )
}
