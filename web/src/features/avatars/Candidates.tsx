import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Progress, Select } from 'antd'
import { Check, CircleHelp, Sparkles, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import { isOver, useRun } from '@/api/runs'
import { fitOf, type TrainedStyle, useTrainedStyles } from '@/api/trained'
import type { Models, Picture } from '@/api/types'
import { announce } from '@/components/Announcer'
import { failureText } from '@/components/errors'
import { TrainedPicture } from '@/components/trained/TrainedPicture'
import { modelName, painters } from '@/components/prompt/models'
import { useBrand } from '@/features/brands/useBrands'
import { useT } from '@/i18n'
import styles from './Candidates.module.css'
import type { Field } from './fields'
import { drawingOf } from './files'
import type { Candidate, Candidates as Made, Ranking } from './types'
import { UseMenu } from './UseMenu'
import type { useAvatar } from './useAvatar'
import { type History, PROJECTS } from './useHistory'

interface Props {
  history: History
  avatar: ReturnType<typeof useAvatar>
  fields: Field[]
}

const COUNTS = [1, 2, 3, 4, 5, 6, 7, 8]

/** Who makes how many pictures, and what came of it, the newest run first. */
export function Candidates({ history, avatar, fields }: Props) {
  const t = useT()
  const [count, setCount] = useState(4)
  const brand = useBrand()
  const [busy, setBusy] = useState(false)
  const { data: models } = useQuery({ queryKey: keys.models, queryFn: ({ signal }) => api.get<Models>('/api/models', undefined, signal) })
  const engines = painters(models).filter((model) => !model.tasks.includes('avatar'))
  const trained = useTrainedStyles().data?.items ?? []
  const engine = engines.find((model) => model.id === history.look.engine) ?? null
  const able = trained.length > 0 && engine?.painting?.adapters
  /** A style that was chosen goes on with another engine unless it surely does not fit that one. */
  const adapterFor = (id: string) => {
    const next = engines.find((model) => model.id === id) ?? null
    const style = trained.find((one) => one.id === history.look.adapter)
    return next && style && fitOf(style, next) !== 'no' ? style.id : null
  }
  const make = async () => {
    setBusy(true)
    await avatar.make(count, brand?.id ?? null)
    setBusy(false)
  }
  const runs = [...history.candidates].reverse()
  return (
    <section className={styles.section} aria-label={t('avatars.candidates')}>
      <div className={styles.bar}>
        <label>
          <span>{t('avatars.engine')}</span>
          <Select
            value={history.look.engine ?? ''}
            onChange={(id) => avatar.onLook({ engine: id || null, adapter: adapterFor(id) })}
            options={[{ value: '', label: t('avatars.vector') }, ...engines.map((model) => ({ value: model.id, label: modelName(model.id, t) }))]}
            popupMatchSelectWidth={false}
            aria-label={t('avatars.engine')}
            data-testid="avatar-engine"
          />
        </label>
        {able && (
          <label>
            <span>{t('avatars.trained')}</span>
            <Select
              value={trained.some(({ id }) => id === history.look.adapter) ? history.look.adapter : ''}
              onChange={(adapter) => avatar.onLook({ adapter: adapter || null })}
              options={[{ value: '', label: t('avatars.trainedNone') }, ...trained.map((style) => ({ value: style.id, label: style.name, style, disabled: fitOf(style, engine) === 'no' }))]}
              optionRender={({ label, data }) => (
                <span className={styles.trained}>
                  {'style' in data && <TrainedPicture style={data.style as TrainedStyle} />}
                  {label}
                  {'style' in data && engine && fitOf(data.style as TrainedStyle, engine) !== 'yes' && <small>{t(`studio.trainedFit.${fitOf(data.style as TrainedStyle, engine) as 'no'}`, { model: modelName(engine.id, t) })}</small>}
                </span>
              )}
              popupMatchSelectWidth={false}
              aria-label={t('avatars.trained')}
              data-testid="avatar-trained"
            />
          </label>
        )}
        <label>
          <span>{t('avatars.count')}</span>
          <Select value={count} onChange={setCount} options={COUNTS.map((value) => ({ value, label: value }))} aria-label={t('avatars.count')} data-testid="avatar-count" />
        </label>
        <Button type="primary" icon={<Sparkles size={16} aria-hidden />} loading={busy} onClick={() => void make()} data-testid="avatar-make">
          {t('avatars.make')}
        </Button>
      </div>
      {!runs.length && <p className={styles.hint}>{t('avatars.noCandidates')}</p>}
      {runs.map((made) => (
        <RunOfCandidates key={made.run_id} made={made} history={history} fields={fields} />
      ))}
    </section>
  )
}

function RunOfCandidates({ made, history, fields }: { made: Made; history: History; fields: Field[] }) {
  const t = useT()
  const client = useQueryClient()
  const run = useRun(made.run_id)
  const arrived = Object.keys(run?.pictures ?? {}).length
  const key = ['avatars', 'ranking', made.run_id]
  const { data } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.get<Ranking>(`${PROJECTS}/${history.id}/candidates/${made.run_id}`, undefined, signal),
    retry: false,
  })
  const status = run?.status
  useEffect(() => {
    if (arrived || (status && isOver({ status }))) void client.invalidateQueries({ queryKey: ['avatars', 'ranking', made.run_id] })
  }, [client, made.run_id, arrived, status])

  const items = data?.items ?? []
  const over = data ? !['queued', 'running'].includes(data.status) : false
  const waiting = over ? 0 : Math.max(0, made.count - items.length)
  const fraction = run?.progress?.fraction ?? 0
  const percent = Math.round(((items.length + (waiting ? fraction : 0)) / made.count) * 100)
  const places = items.map((item) => item.place)
  const shown = items.map((item) => item.picture.id)
  const take = async (picture: Picture) => {
    await history.pick(picture.id, made.run_id, shown)
    announce(t('avatars.takenSaid'))
  }
  return (
    <div className={styles.run} data-testid="avatar-run">
      <p className={styles.about}>
        {over || items.length === made.count ? t('avatars.made', { count: items.length }) : run?.place ? t('avatars.waiting', { place: run.place }) : t('avatars.making', { done: items.length, count: made.count, percent })}
        {' · '}
        {made.engine ? modelName(made.engine, t) : t('avatars.vector')}
        {' · '}
        {t('avatars.of', { number: made.step })}
        {!over && waiting > 0 && (
          <Button size="small" type="text" onClick={() => void api.post(`/api/runs/${made.run_id}/cancel`).catch(() => undefined)}>
            {t('avatars.stop')}
          </Button>
        )}
      </p>
      {!over && waiting > 0 && <Progress percent={percent} showInfo={false} size="small" aria-label={t('avatars.candidates')} />}
      {over && !items.length && <p className={styles.hint}>{failureText(data?.error ?? null, t, t('avatars.failed')).text}</p>}
      <ul className={styles.grid}>
        {items.map((item) => (
          <Card key={item.picture.id} item={item} tied={places.filter((place) => place === item.place).length > 1} fields={fields} name={history.name || history.look.words} taken={history.chosenId === item.picture.id} onTake={() => void take(item.picture)} />
        ))}
        {Array.from({ length: waiting }, (_, index) => (
          <li key={`waiting-${index}`} className={styles.placeholder} aria-hidden />
        ))}
      </ul>
    </div>
  )
}

interface CardProps {
  item: Candidate
  /** others have the same place */
  tied: boolean
  fields: Field[]
  name: string
  taken: boolean
  onTake: () => void
}

function Card({ item, tied, fields, name, taken, onTake }: CardProps) {
  const t = useT()
  const { picture, place } = item
  const drawing = drawingOf(picture, 512) ? (size: number) => drawingOf(picture, size)! : null
  const said = place === null ? null : tied ? t('avatars.tied') : place <= 3 ? t(`avatars.place${place as 1 | 2 | 3}`) : t('avatars.placeOther', { place })
  return (
    <li className={styles.card} data-taken={taken || undefined} data-testid="avatar-candidate">
      <img src={picture.urls.medium} alt={[said, picture.prompt].filter(Boolean).join(' · ')} width={256} height={256} />
      <div className={styles.under}>
        {said && <strong>{said}</strong>}
        <Checks item={item} fields={fields} />
      </div>
      <div className={styles.actions}>
        <Button icon={taken ? <Check size={15} aria-hidden /> : undefined} onClick={onTake} disabled={taken} data-testid="avatar-take">
          {t(taken ? 'avatars.taken' : 'avatars.take')}
        </Button>
        <UseMenu name={name} label={t('avatars.use')} drawing={drawing} picture={picture} />
      </div>
    </li>
  )
}

const MARKS = [
  { kind: 'seen', icon: Check },
  { kind: 'missed', icon: X },
  { kind: 'unsure', icon: CircleHelp },
] as const

/** Which wishes are seen in it. */
function Checks({ item, fields }: { item: Candidate; fields: Field[] }) {
  const t = useT()
  const of = (kind: string) => fields.filter(({ name }) => item.checks[name] === kind).map(({ label }) => label)
  return (
    <ul className={styles.checks} aria-label={t('avatars.checks')}>
      {MARKS.map(({ kind, icon: Icon }) => {
        const names = of(kind)
        if (!names.length) return null
        return (
          <li key={kind} data-kind={kind}>
            <Icon size={14} aria-hidden />
            <span>{t(`avatars.${kind}`, { names: names.join(t('avatars.separator')) })}</span>
          </li>
        )
      })}
    </ul>
  )
}
