import { useQuery } from '@tanstack/react-query'
import { Button, Popconfirm, Progress } from 'antd'
import { api } from '@/api/client'
import type { ChartModel } from '@/components/chart/model'
import { EmptyState } from '@/components/EmptyState'
import { Block, ChartBlock, LoadState } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './Training.module.css'
import { type TrainingWhole, GOING, keys } from './types'
import { useDo } from './useDo'

interface Props {
  id: string
  onGone: () => void
  onStyles: () => void
}

/** A training as it goes: how far, its loss, what the style paints by now. */
export function TrainingView({ id, onGone, onStyles }: Props) {
  const query = useQuery({
    queryKey: keys.training(id),
    queryFn: ({ signal }) => api.get<TrainingWhole>(`/api/trainings/${id}`, undefined, signal),
    refetchInterval: ({ state }) => (state.data && GOING.includes(state.data.state) ? 1000 : false),
  })
  return <LoadState query={query}>{(training) => <Watched training={training} onGone={onGone} onStyles={onStyles} />}</LoadState>
}

function Watched({ training, onGone, onStyles }: { training: TrainingWhole; onGone: () => void; onStyles: () => void }) {
  const t = useT()
  const { busy, run } = useDo()
  const { state } = training
  const path = `/api/trainings/${training.id}`
  const going = GOING.includes(state)
  const code = training.error?.split(':')[0] ?? ''
  const model: ChartModel = {
    kind: 'line',
    categories: training.points.map(({ step }) => String(step)),
    series: [{ name: t('training.loss'), values: training.points.map(({ loss }) => loss) }],
  }
  const steps = [...new Set(training.samples.map((name) => name.slice(0, 6)))]
  return (
    <>
      <Block title={training.name} text={`${t(`training.states.${state as 'done'}`)} · ${training.trigger} · ${training.base}`} testId="training">
        <div className={styles.form}>
          <Progress percent={Math.floor((100 * training.step) / training.iterations)} status={state === 'failed' ? 'exception' : going ? 'active' : 'normal'} />
          <p className={styles.help} role="status" data-testid="training-step">
            {t('training.step', { step: training.step, total: training.iterations })}
            {training.left_s !== null && ` · ${t('training.left', { minutes: Math.max(1, Math.round(training.left_s / 60)) })}`}
          </p>
          {training.error && <p role="alert">{t(`errors.codes.${code}` as 'errors.codes.training_failed', { defaultValue: training.error })}</p>}
          <div className={styles.buttons}>
            {(state === 'queued' || state === 'training') && (
              <Button loading={busy} onClick={() => run(() => api.post(`${path}/pause`))} data-testid="training-pause">
                {t('training.pause')}
              </Button>
            )}
            {(state === 'paused' || state === 'failed') && (
              <Button type="primary" loading={busy} onClick={() => run(() => api.post(`${path}/resume`))} data-testid="training-resume">
                {t('training.resume')}
              </Button>
            )}
            {going && (
              <Popconfirm title={t('training.cancelSure')} onConfirm={() => run(() => api.post(`${path}/cancel`))} okText={t('training.cancel')}>
                <Button disabled={busy}>{t('training.cancel')}</Button>
              </Popconfirm>
            )}
            {!going && (
              <Popconfirm title={t('training.deleteTraining')} onConfirm={() => run(() => api.delete(path).then(onGone))} okText={t('training.delete')}>
                <Button disabled={busy}>{t('training.delete')}</Button>
              </Popconfirm>
            )}
            {state === 'done' && (
              <Button type="primary" onClick={onStyles} data-testid="training-to-styles">
                {t('training.toStyles')}
              </Button>
            )}
          </div>
        </div>
      </Block>
      <ChartBlock title={t('training.lossTitle')} text={t('training.lossText')} model={model} head={t('training.stepHead')} file={`${training.id}-loss`} empty={<EmptyState title={t('training.noLoss')} />} />
      {steps.length > 0 && (
        <Block title={t('training.samples')} text={t('training.samplesText')}>
          <div className={styles.strips}>
            {steps.map((step) => (
              <figure key={step}>
                {training.samples
                  .filter((name) => name.startsWith(step))
                  .map((name) => (
                    <img key={name} src={`${path}/samples/${name}`} alt={t('training.sampleOf', { step: Number(step) })} loading="lazy" data-testid="training-sample" />
                  ))}
                <figcaption>{Number(step)}</figcaption>
              </figure>
            ))}
          </div>
        </Block>
      )}
    </>
  )
}
