import { MessageCircle, Paintbrush, Smile, Waypoints } from 'lucide-react'
import type { ModelRow } from '@/api/types'
import { Block, Tag } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './ModelsPage.module.css'

const engines = [
  { model: 'assistant', icon: MessageCircle },
  { model: 'painter', icon: Paintbrush },
  { model: 'avatar', icon: Smile },
  { model: 'embedding', icon: Waypoints },
] as const

/** What comes with HuaHua, and what it is not. */
export function Builtin({ models }: { models: ModelRow[] | undefined }) {
  const t = useT()
  const here = (model: string) => !models || models.some((row) => row.name === `builtin/${model}` || row.model === model)
  return (
    <Block title={t('models.builtin')} text={t('models.builtinText')} testId="builtin">
      <ul className={styles.engines}>
        {engines.filter(({ model }) => here(model)).map(({ model, icon: Icon }) => (
          <li key={model}>
            <Icon size={20} strokeWidth={1.5} aria-hidden />
            <div>
              <strong>
                {t(`models.engines.${model}.title`)}
                <code>builtin/{model}</code>
                <Tag>{t('models.alwaysThere')}</Tag>
              </strong>
              <p>{t(`models.engines.${model}.text`)}</p>
            </div>
          </li>
        ))}
      </ul>
    </Block>
  )
}
