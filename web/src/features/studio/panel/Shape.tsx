import { InputNumber, Segmented } from 'antd'
import type { ModelInfo } from '@/api/types'
import { useT } from '@/i18n'
import { longestSide, paintsSize, shortestSide } from '../model/able'
import { sizes } from '../model/form'
import { useStudio } from '../store/studio'
import { Group } from './Group'
import styles from './Panel.module.css'

/** How large a new picture is. */
export function Shape({ model }: { model: ModelInfo | null }) {
  const t = useT()
  const { width, height } = useStudio((s) => s.form)
  const setForm = useStudio((s) => s.setForm)
  const known = sizes.find((size) => size.width === width && size.height === height)
  const side = (name: 'width' | 'height', value: number) => (
    <InputNumber
      aria-label={t(`studio.${name}`)}
      value={value}
      min={shortestSide(model)}
      max={longestSide(model)}
      step={16}
      precision={0}
      onChange={(given) => given && setForm(name === 'width' ? { width: given } : { height: given })}
      suffix="px"
      data-testid={`studio-${name}`}
    />
  )
  return (
    <Group title={t('pictures.size')} help={paintsSize(model, width, height) ? undefined : t('studio.nearestSize', { model: model?.id ?? '' })}>
      <Segmented
        block
        aria-label={t('pictures.size')}
        value={known?.name ?? ''}
        onChange={(name) => {
          const size = sizes.find((one) => one.name === name)
          if (size) setForm({ width: size.width, height: size.height })
        }}
        options={sizes.map(({ name, width: w, height: h }) => ({
          value: name as string,
          label: (
            <span className={styles.shape} title={`${w} × ${h}`}>
              <i style={{ width: (18 * w) / Math.max(w, h), height: (18 * h) / Math.max(w, h) }} aria-hidden />
              <span>{t(`pictures.aspects.${name}`)}</span>
            </span>
          ),
        }))}
      />
      <div className={styles.row}>
        {side('width', width)}
        <span aria-hidden>×</span>
        {side('height', height)}
      </div>
    </Group>
  )
}
