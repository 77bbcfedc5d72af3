import { InputNumber, Segmented } from 'antd'
import { Eye, EyeOff } from 'lucide-react'
import type { ModelInfo } from '@/api/types'
import { IconButton } from '@/components/IconButton'
import { modelName } from '@/components/prompt/models'
import { useT } from '@/i18n'
import { useTools } from '../canvas/tools'
import { can, longestSide } from '../model/able'
import { type Drawable, type Extend, extendOf, hasMarks, moved } from '../model/steps'
import { useStudio } from '../store/studio'
import { Group } from './Group'
import styles from './Panel.module.css'

const edges = ['left', 'top', 'right', 'bottom'] as const

/** Layers of the canvas, and the larger canvas in numbers for those who do not drag. */
export function Source({ model }: { model: ModelInfo | null }) {
  const t = useT()
  const source = useStudio((s) => s.source)
  const drawing = useStudio((s) => s.drawing)
  const draw = useStudio((s) => s.draw)
  const { layer, visible, set } = useTools()
  const extend = extendOf(drawing)
  const ways = { mask: can(model, 'mask'), sketch: can(model, 'sketch') }
  const resize = (edge: keyof Extend, value: number | null) => {
    if (source && value !== null && value !== extend[edge]) draw({ kind: 'frame', extend: moved(extend, edge, value - extend[edge], source, longestSide(model)) })
  }
  const isUnused = (name: Drawable) => hasMarks(drawing, name) && !ways[name] && model !== null
  return (
    <>
      <Group title={t('studio.layers')} refused={(isUnused('sketch') && t('studio.cannot.sketch', { model: model ? modelName(model.id, t) : '' })) || (isUnused('mask') && t('studio.cannot.mask', { model: model ? modelName(model.id, t) : '' }))}>
        <Segmented
          block
          aria-label={t('studio.drawOn')}
          value={layer}
          onChange={(name) => set({ layer: name as Drawable })}
          options={[
            { value: 'mask', label: t('studio.layer.mask'), disabled: !source },
            { value: 'sketch', label: t('studio.layer.sketch') },
          ]}
        />
        <ul className={styles.layers}>
          {(['picture', 'mask', 'sketch'] as const).map((name) => (
            <li key={name}>
              <span>{t(`studio.layer.${name}`)}</span>
              <IconButton
                size="small"
                icon={visible[name] ? Eye : EyeOff}
                label={t(visible[name] ? 'studio.hideLayer' : 'studio.showLayer', { name: t(`studio.layer.${name}`) })}
                onClick={() => set({ visible: { ...visible, [name]: !visible[name] } })}
              />
            </li>
          ))}
        </ul>
      </Group>
      {source && (
        <Group title={t('studio.larger')} help={t('studio.largerHelp')} refused={model !== null && !can(model, 'mask') && t('studio.cannot.mask', { model: modelName(model.id, t) })}>
          <div className={styles.edges}>
            {edges.map((edge) => (
              <label key={edge}>
                <span>{t(`studio.edges.${edge}`)}</span>
                <InputNumber value={extend[edge]} min={0} max={longestSide(model)} step={64} precision={0} disabled={!can(model, 'mask')} onChange={(value) => resize(edge, value)} data-testid={`extend-${edge}`} />
              </label>
            ))}
          </div>
        </Group>
      )}
    </>
  )
}
