import { useQuery } from '@tanstack/react-query'
import { App, Button, Input, Progress, Segmented, Select } from 'antd'
import { Ruler, X } from 'lucide-react'
import { useState } from 'react'
import { api } from '@/api/client'
import { isOver, useRun } from '@/api/runs'
import { useModels } from '@/api/session'
import { sentences } from '@/components/sentences'
import { errorText, failureText } from '@/components/errors'
import { Block } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import { Intervals } from './Intervals'
import styles from './Lab.module.css'
import { type Features, type Measure, type Measured, type PictureSet, withMeasured } from './measured'

const EMPTY: PictureSet = {}

/** `/settings/lab`: how alike two sets of one's own pictures are. */
export function LabPage() {
  const t = useT()
  const { message } = App.useApp()
  const [sets, setSets] = useState<[PictureSet, PictureSet]>([EMPTY, EMPTY])
  const [measure, setMeasure] = useState<Measure>('kid')
  const means = useQuery({ queryKey: ['lab', 'means'], queryFn: ({ signal }) => api.get<{ features: Features[] }>('/api/avatars/lab', undefined, signal), staleTime: Infinity })
  const offered = means.data?.features ?? []
  const [chosen, setFeatures] = useState<Features | null>(null)
  const features = chosen ?? offered[0] ?? 'own'
  const [going, setGoing] = useState<{ runId: string; name: string } | null>(null)
  const [done, setDone] = useState<Measured[]>([])
  const [starting, setStarting] = useState(false)
  const change = (at: 0 | 1, set: PictureSet) => setSets(([first, second]) => (at === 0 ? [set, second] : [first, set]))
  const nameOf = (set: PictureSet) => [set.model, set.style, set.origin && t(`lab.origins.${set.origin}`)].filter(Boolean).join(' · ') || t('lab.all')

  const begin = () => {
    setStarting(true)
    api
      .post<{ run_id: string }>('/api/avatars/lab', { first: sets[0], second: sets[1], measure, features })
      .then(({ run_id }) => setGoing({ runId: run_id, name: `${nameOf(sets[0])} ↔ ${nameOf(sets[1])}` }))
      .catch((error: unknown) => void message.error(errorText(error, t)))
      .finally(() => setStarting(false))
  }

  return (
    <div data-testid="lab">
      <Block title={t('lab.title')} text={t('lab.text')}>
        <div className={styles.sets}>
          {([0, 1] as const).map((at) => (
            <SetFields key={at} label={t(at === 0 ? 'lab.first' : 'lab.second')} set={sets[at]} onChange={(set) => change(at, set)} />
          ))}
        </div>
        <div className={styles.begin}>
          <Segmented<Measure> value={measure} onChange={setMeasure} options={(['kid', 'fid'] as const).map((value) => ({ value, label: value.toUpperCase() }))} />
          {offered.length > 1 && <Segmented<Features> value={features} onChange={setFeatures} options={offered.map((value) => ({ value, label: t(`lab.features.${value}`) }))} aria-label={t('lab.featuresOf')} data-testid="lab-kind" />}
          <span className={styles.help}>
            {sentences(t(`lab.needs.${measure}`), t(`lab.featuresHelp.${features}`))}
          </span>
          <Button type="primary" icon={<Ruler size={16} strokeWidth={1.75} aria-hidden />} loading={starting} disabled={going !== null} onClick={begin} data-testid="lab-begin">
            {t('lab.begin')}
          </Button>
        </div>
        {going && (
          <Going
            key={going.runId}
            {...going}
            onDone={(found) => {
              setGoing(null)
              if (found) setDone((old) => withMeasured(old, found))
            }}
          />
        )}
      </Block>
      <Block title={t('lab.results')} text={t('lab.resultsText')}>
        {done.length === 0 ? <p className={styles.empty}>{t('lab.none')}</p> : <Intervals measured={done} locale={currentLocale()} />}
      </Block>
    </div>
  )
}

function SetFields({ label, set, onChange }: { label: string; set: PictureSet; onChange: (set: PictureSet) => void }) {
  const t = useT()
  const models = (useModels().data?.items ?? []).filter((model) => model.tasks.includes('painting'))
  const pick = (name: keyof PictureSet, value: string | undefined) => {
    const rest: PictureSet = { ...set }
    delete rest[name]
    onChange(value ? { ...rest, [name]: value } : rest)
  }
  return (
    <fieldset className={styles.set}>
      <legend>{label}</legend>
      <Select allowClear placeholder={t('lab.anyModel')} aria-label={`${label}: ${t('lab.model')}`} value={set.model ?? null} onChange={(value: string | null) => pick('model', value ?? undefined)} options={models.map((model) => ({ value: model.id, label: model.id }))} />
      <Input allowClear placeholder={t('lab.anyStyle')} aria-label={`${label}: ${t('lab.style')}`} value={set.style ?? ''} onChange={(event) => pick('style', event.target.value || undefined)} />
      <Select allowClear placeholder={t('lab.anyOrigin')} aria-label={`${label}: ${t('lab.origin')}`} value={set.origin ?? null} onChange={(value: PictureSet['origin'] | null) => pick('origin', value ?? undefined)} options={(['painted', 'avatar', 'upload'] as const).map((value) => ({ value, label: t(`lab.origins.${value}`) }))} />
    </fieldset>
  )
}

/** A measurement under way; it goes on when the page is left, and its result stays with the run. */
function Going({ runId, name, onDone }: { runId: string; name: string; onDone: (found: Measured | null) => void }) {
  const t = useT()
  const run = useRun(runId)
  const over = run !== undefined && isOver(run)
  const result = useQuery({
    queryKey: ['lab', runId],
    enabled: over && run.status === 'succeeded',
    queryFn: async ({ signal }) => {
      const { result: found } = await api.get<{ result: Omit<Measured, 'name' | 'runId'> }>(`/api/runs/${runId}`, undefined, signal)
      const measured = { ...found, name, runId }
      onDone(measured)
      return measured
    },
  })
  if (over && run.status !== 'succeeded') {
    return (
      <p role="alert" className={styles.failed}>
        {run.status === 'cancelled' ? t('lab.cancelled') : failureText(run.error, t, t('lab.failed')).text}{' '}
        <Button size="small" onClick={() => onDone(null)}>
          {t('common.close')}
        </Button>
      </p>
    )
  }
  const percent = Math.round((run?.progress?.fraction ?? (result.isFetching ? 1 : 0)) * 100)
  return (
    <div className={styles.going} role="status">
      <Progress percent={percent} aria-label={name} />
      <Button size="small" icon={<X size={14} aria-hidden />} onClick={() => void api.post(`/api/runs/${runId}/cancel`)}>
        {t('common.cancel')}
      </Button>
    </div>
  )
}
