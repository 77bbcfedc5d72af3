import { Dropdown } from 'antd'
import { Check, ChevronDown } from 'lucide-react'
import type { Models } from '@/api/types'
import { useT } from '@/i18n'
import styles from './Composer.module.css'
import { modelName, talkers } from './models'

interface Props {
  chosen: string | null
  models: Models | undefined
  onChoose: (id: string) => void
}

/** Which model answers, in words. */
export function ModelPicker({ chosen, models, onChoose }: Props) {
  const t = useT()
  const all = talkers(models)
  if (!chosen) return <span className={styles.picker} />
  return (
    <Dropdown autoFocus
      trigger={['click']}
      placement="topRight"
      menu={{
        className: styles.pickerMenu!,
        selectedKeys: [chosen],
        items: all.map((model) => ({
          key: model.id,
          label: (
            <span className={styles.pickerItem}>
              <span>
                <strong>{modelName(model.id, t)}</strong>
                <small>{model.id === 'builtin/assistant' ? t('chat.builtinAssistantHelp') : t('chat.byProvider', { provider: model.owned_by })}</small>
              </span>
              {model.id === chosen && <Check size={16} aria-hidden />}
            </span>
          ),
          onClick: () => onChoose(model.id),
        })),
      }}
    >
      <button type="button" className={styles.picker} aria-label={`${t('chat.model')}: ${modelName(chosen, t)}`} data-testid="model-picker">
        <span>{modelName(chosen, t)}</span>
        <ChevronDown size={14} aria-hidden />
      </button>
    </Dropdown>
  )
}
