import { Select } from 'antd'
import { useModels } from '@/api/session'
import type { ModelInfo } from '@/api/types'
import { modelName } from '@/components/prompt/models'
import { useT } from '@/i18n'
import { can } from '../model/able'
import { studioModels } from '../model/form'
import { useStudio } from '../store/studio'
import { Group } from './Group'

/** Who paints. Models that cannot do what the canvas asks for are shown with the reason, and cannot be chosen. */
export function ModelChoice({ model, needs }: { model: ModelInfo | null; needs: 'edit' | 'mask' | null }) {
  const t = useT()
  const models = useModels().data
  const setForm = useStudio((s) => s.setForm)
  return (
    <Group title={t('pictures.model')}>
      <Select
        aria-label={t('pictures.model')}
        value={model?.id ?? null}
        onChange={(id: string) => setForm({ model: id })}
        options={studioModels(models).map((one) => {
          const isAble = !needs || can(one, needs)
          return { value: one.id, label: modelName(one.id, t), disabled: !isAble, title: isAble ? one.id : t(`studio.cannot.${needs}`, { model: modelName(one.id, t) }) }
        })}
        notFoundContent={t('studio.noPainter')}
        data-testid="studio-model"
      />
    </Group>
  )
}
