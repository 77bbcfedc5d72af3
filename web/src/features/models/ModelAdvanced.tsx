import { InputNumber } from 'antd'
import type { Task } from '@/api/types'
import { kinds } from '@/features/routing/kinds'
import { Advanced } from '@/features/settings/ui'
import { useT } from '@/i18n'
import { Amount } from './Amount'
import { CacheFields } from './CacheFields'
import { Columns, Group } from './Group'
import styles from './ModelAdvanced.module.css'
import { RoutingFacts } from './RoutingFacts'
import { Toggle } from './Toggle'
import type { Draft } from './types'

const MOST_TOKENS = 2 ** 31 - 1
const LONGEST_S = 3600
/** Kinds of replies that the cache keeps. */
const kept: Task[] = ['dialogue', 'embedding', 'moderation', 'rerank']

interface Props {
  draft: Draft
  onChange: (change: Partial<Draft>) => void
}

/** Limits, hedging, cache, micro-batching and given scores of one model. */
export function ModelAdvanced({ draft, onChange }: Props) {
  const t = useT()
  const gathers = draft.tasks.includes('embedding') || draft.tasks.includes('moderation')
  return (
    <Advanced testId="model-advanced">
      <Columns>
        <Amount label={t('models.context')} help={t('models.contextHelp')} unit={t('models.tokens')} value={draft.context_tokens} max={MOST_TOKENS} placeholder={t('models.unknown')} onChange={(context_tokens) => onChange({ context_tokens })} testId="model-context" />
      </Columns>
      <RoutingFacts draft={draft} onChange={onChange} />
      <Times draft={draft} onChange={onChange} />
      <Group title={t('models.load')}>
        <Columns>
          <Amount label={t('models.places')} help={t('models.placesHelp')} unit={t('models.calls')} value={draft.max_concurrency} max={100_000} placeholder={t('models.noLimit')} onChange={(max_concurrency) => onChange({ max_concurrency })} testId="model-places" />
          <Amount label={t('models.waiting')} help={t('models.waitingHelp')} unit={t('models.calls')} value={draft.max_waiting} min={0} max={1_000_000} placeholder={t('models.asServer')} onChange={(max_waiting) => onChange({ max_waiting })} testId="model-waiting" />
        </Columns>
        {gathers && <Toggle label={t('models.gather')} help={t('models.gatherHelp')} checked={draft.gather} onChange={(gather) => onChange({ gather })} testId="model-gather" />}
      </Group>
      {draft.tasks.some((task) => kept.includes(task)) && <CacheFields name={draft.name.trim() || draft.model} rule={draft.cache} onChange={(cache) => onChange({ cache })} />}
      {(draft.tasks.includes('dialogue') || draft.tasks.includes('painting')) && <Scores draft={draft} onChange={onChange} />}
    </Advanced>
  )
}

/** How long a reply may take, and when another model of the pool is asked beside. */
function Times({ draft, onChange }: Props) {
  const t = useT()
  return (
    <Group title={t('models.times')} text={t('models.timesHelp')}>
      <Columns>
        <Amount label={t('models.timeout')} help={t('models.timeoutHelp')} unit={t('models.seconds')} value={draft.timeout_s} min={0.1} fine max={LONGEST_S} placeholder={t('models.asProvider')} onChange={(timeout_s) => onChange({ timeout_s })} testId="model-timeout" />
        <Amount label={t('models.firstByte')} help={t('models.firstByteHelp')} unit={t('models.seconds')} value={draft.first_byte_timeout_s} min={0.1} fine max={LONGEST_S} placeholder={t('models.asProvider')} onChange={(first_byte_timeout_s) => onChange({ first_byte_timeout_s })} testId="model-first-byte" />
        <Amount label={t('models.idle')} help={t('models.idleHelp')} unit={t('models.seconds')} value={draft.idle_timeout_s} min={0.1} fine max={LONGEST_S} placeholder={t('models.asProvider')} onChange={(idle_timeout_s) => onChange({ idle_timeout_s })} testId="model-idle" />
      </Columns>
      <Toggle label={t('models.hedge')} help={t('models.hedgeHelp')} checked={draft.hedge} onChange={(hedge) => onChange({ hedge })} testId="model-hedge" />
      {draft.hedge && (
        <Amount label={t('models.hedgeAfter')} help={t('models.hedgeAfterHelp')} unit={t('models.seconds')} value={draft.hedge_after_s} min={0.05} fine max={LONGEST_S} placeholder={t('models.hedgeUsual')} onChange={(hedge_after_s) => onChange({ hedge_after_s })} testId="model-hedge-after" />
      )}
    </Group>
  )
}

function Scores({ draft, onChange }: Props) {
  const t = useT()
  return (
    <Group title={t('models.quality')} text={t('models.qualityHelp')}>
      <div className={styles.scores}>
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
    </Group>
  )
}
