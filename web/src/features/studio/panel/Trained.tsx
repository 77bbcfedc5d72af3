import { InputNumber, Slider } from 'antd'
import { useEffect } from 'react'
import { fitOf, useTrainedStyles } from '@/api/trained'
import type { ModelInfo } from '@/api/types'
import { TrainedPicture } from '@/components/trained/TrainedPicture'
import { modelName } from '@/components/prompt/models'
import { sentences } from '@/components/sentences'
import { useT } from '@/i18n'
import { can } from '../model/able'
import { MAX_ADAPTERS, MAX_WEIGHT, toggledAdapter } from '../model/form'
import { useStudio } from '../store/studio'
import { Group } from './Group'
import styles from './Panel.module.css'

/** Styles that were taught: one's own and those of one's teams, with how much of each. */
export function Trained({ model }: { model: ModelInfo | null }) {
  const t = useT()
  const { data } = useTrainedStyles()
  const adapters = useStudio((s) => s.form.adapters)
  const setForm = useStudio((s) => s.setForm)
  const items = data?.items
  useEffect(() => {
    // What was deleted or taken back meanwhile is not painted with.
    const there = items && adapters.filter(({ id }) => items.some((style) => style.id === id))
    if (there && there.length < adapters.length) setForm({ adapters: there })
  }, [items, adapters, setForm])
  if (!items?.length) return null
  const isAble = can(model, 'adapters')
  const chosen = items.filter(({ id }) => adapters.some((one) => one.id === id))
  const words = chosen.map(({ trigger }) => trigger).filter(Boolean)
  const misfits = isAble && model ? chosen.filter((style) => fitOf(style, model) === 'no') : []
  const refused = model !== null && !isAble ? t('studio.cannot.adapters', { model: modelName(model.id, t) }) : misfits.length && model ? t('studio.trainedMisfit', { names: misfits.map(({ name }) => name).join(', '), model: modelName(model.id, t) }) : false
  const unsure = isAble && chosen.some((style) => fitOf(style, model) === 'unknown') ? t('studio.trainedUnsure') : ''
  const help = sentences(words.length > 0 && t('studio.trainedWords', { words: words.join(', ') }), unsure)
  return (
    <Group
      title={t('studio.trained')}
      refused={refused}
      help={help || undefined}
    >
      <div className={styles.styles} role="group" aria-label={t('studio.trained')}>
        {items.map((style) => {
          const isOn = adapters.some(({ id }) => id === style.id)
          const fit = fitOf(style, model)
          return (
            <button
              key={style.id}
              type="button"
              className={styles.style}
              aria-pressed={isOn}
              disabled={!isAble || (!isOn && (fit === 'no' || adapters.length >= MAX_ADAPTERS))}
              title={[style.name, style.base, isAble && model && fit !== 'yes' && t(`studio.trainedFit.${fit}`, { model: modelName(model.id, t) })].filter(Boolean).join(' · ')}
              data-fit={fit}
              onClick={() => setForm({ adapters: toggledAdapter(adapters, style.id) })}
              data-testid="trained-style"
            >
              <TrainedPicture style={style} />
              <span>{style.name}</span>
            </button>
          )
        })}
      </div>
      {isAble &&
        chosen.map((style) => {
          const weight = adapters.find(({ id }) => id === style.id)?.weight ?? 1
          const label = t('studio.trainedWeight', { name: style.name })
          const onWeight = (next: number | null) => setForm({ adapters: adapters.map((one) => (one.id === style.id ? { ...one, weight: next ?? 1 } : one)) })
          return (
            <div key={style.id}>
              <p className={styles.help}>{label}</p>
              <div className={styles.slide}>
                <Slider ariaLabelForHandle={label} min={0} max={MAX_WEIGHT} step={0.05} value={weight} onChange={onWeight} />
                <InputNumber aria-label={label} min={0} max={MAX_WEIGHT} step={0.05} value={weight} onChange={onWeight} />
              </div>
            </div>
          )
        })}
    </Group>
  )
}
