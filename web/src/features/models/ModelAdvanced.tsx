import { InputNumber, Switch } from 'antd'
import { useId } from 'react'
import { kinds } from '@/features/routing/kinds'
import { Advanced } from '@/features/settings/ui'
import { useT } from '@/i18n'
import { Amount } from './Amount'
import styles from './ModelAdvanced.module.css'
import { RoutingFacts } from './RoutingFacts'
import type { Draft } from './types'

const MOST_TOKENS = 2 ** 31 - 1

/** Limits, micro-batching and given scores of one model. */
export function ModelAdvanced({ draft, onChange }: { draft: Draft; onChange: (change: Partial<Draft>) => void }) {
  const t = useT()
  const id = useId()
  const gathers = draft.tasks.includes('embedding') || draft.tasks.includes('moderation')
  const judged = draft.tasks.includes('dialogue') || draft.tasks.includes('painting')
  return (
    <Advanced testId="model-advanced">
      <div className={styles.amounts}>
        <Amount label={t('models.context')} help={t('models.contextHelp')} unit={t('models.tokens')} value={draft.context_tokens} max={MOST_TOKENS} placeholder={t('models.unknown')} onChange={(context_tokens) => onChange({ context_tokens })} testId="model-context" />
        <Amount label={t('models.timeout')} help={t('models.timeoutHelp')} unit={t('models.seconds')} value={draft.timeout_s} max={3600} placeholder={t('models.asProvider')} onChange={(timeout_s) => onChange({ timeout_s })} testId="model-timeout" />
        <Amount label={t('models.places')} help={t('models.placesHelp')} unit={t('models.calls')} value={draft.max_concurrency} max={100_000} placeholder={t('models.noLimit')} onChange={(max_concurrency) => onChange({ max_concurrency })} testId="model-places" />
      </div>
      <RoutingFacts draft={draft} onChange={onChange} />
      {gathers && (
        <div className={styles.toggle}>
          <div>
            <span id={id}>{t('models.gather')}</span>
            <p>{t('models.gatherHelp')}</p>
          </div>
          <Switch checked={draft.gather} onChange={(gather) => onChange({ gather })} aria-labelledby={id} data-testid="model-gather" />
        </div>
      )}
      {judged && (
        <fieldset className={styles.scores}>
          <legend>{t('models.quality')}</legend>
          <p>{t('models.qualityHelp')}</p>
          <div>
            {kinds.map((kind) => (
              <label key={kind}>
                <span>{t(`routing.tasks.${kind}`)}</span>
                <InputNumber
                  min={0}
                  max={100}
                  precision={0}
                  value={draft.quality[kind] === undefined ? null : Math.round(draft.quality[kind] * 100)}
                  placeholder="–"
                  onChange={(value) => {
                    const { [kind]: _before, ...others } = draft.quality
                    onChange({ quality: value === null ? others : { ...others, [kind]: value / 100 } })
                  }}
                  data-testid={`model-quality-${kind}`}
                />
              </label>
            ))}
          </div>
        </fieldset>
      )}
    </Advanced>
  )
}
