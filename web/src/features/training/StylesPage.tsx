import { useQuery } from '@tanstack/react-query'
import { Button, Input, Tabs } from 'antd'
import { ArrowLeft } from 'lucide-react'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { api } from '@/api/client'
import { EmptyState } from '@/components/EmptyState'
import { useTitle } from '@/components/useTitle'
import { Block, LoadState, Tag } from '@/features/settings/ui'
import { useT } from '@/i18n'
import { DatasetView } from './DatasetView'
import { StyleCards } from './StyleCards'
import { TrainingView } from './TrainingView'
import styles from './Training.module.css'
import { type Dataset, type List, type Training, GOING, keys } from './types'
import { useDo } from './useDo'

/** `/styles`: pictures to learn from, trainings, and the styles that came out. */
export function StylesPage() {
  const t = useT()
  useTitle(t('training.title'))
  const [params, setParams] = useSearchParams()
  const dataset = params.get('dataset')
  const training = params.get('training')
  const tab = params.get('tab') ?? 'styles'
  const back = (to: string) => (
    <Button type="text" className={styles.back!} icon={<ArrowLeft size={16} strokeWidth={1.75} aria-hidden />} onClick={() => setParams({ tab: to })}>
      {t('training.back')}
    </Button>
  )
  return (
    <div className={styles.page} data-testid="styles-page">
      <h2 className={styles.title}>{t('training.title')}</h2>
      <p className={styles.text}>{t('training.text')}</p>
      {dataset ? (
        <>
          {back('datasets')}
          <DatasetView id={dataset} onGone={() => setParams({ tab: 'datasets' })} onTraining={(id) => setParams({ training: id })} />
        </>
      ) : training ? (
        <>
          {back('trainings')}
          <TrainingView id={training} onGone={() => setParams({ tab: 'trainings' })} onStyles={() => setParams({ tab: 'styles' })} />
        </>
      ) : (
        <Tabs
          activeKey={tab}
          onChange={(next) => setParams({ tab: next })}
          items={[
            { key: 'styles', label: t('training.styles'), children: <StyleCards onTeach={() => setParams({ tab: 'datasets' })} /> },
            { key: 'datasets', label: t('training.datasets'), children: <Datasets onOpen={(id) => setParams({ dataset: id })} /> },
            { key: 'trainings', label: t('training.trainings'), children: <Trainings onOpen={(id) => setParams({ training: id })} /> },
          ]}
        />
      )}
    </div>
  )
}

function Datasets({ onOpen }: { onOpen: (id: string) => void }) {
  const t = useT()
  const { busy, run } = useDo()
  const [name, setName] = useState('')
  const query = useQuery({ queryKey: keys.datasets, queryFn: ({ signal }) => api.get<List<Dataset>>('/api/datasets', undefined, signal) })
  const create = () => run(async () => onOpen((await api.post<Dataset>('/api/datasets', { name })).id))
  return (
    <Block title={t('training.datasets')} text={t('training.datasetsText')}>
      <LoadState query={query}>
        {({ items }) => (
          <ul className={styles.rows}>
            {items.map((one) => (
              <li key={one.id}>
                <button className={styles.row} onClick={() => onOpen(one.id)} data-testid="dataset-row">
                  <strong>{one.name}</strong>
                  <span>{t('training.pictures', { count: one.pictures })}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </LoadState>
      <form
        className={styles.line}
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim()) create()
        }}
      >
        <Input value={name} maxLength={120} onChange={(event) => setName(event.target.value)} placeholder={t('training.newDataset')} aria-label={t('training.newDataset')} data-testid="dataset-name" />
        <Button type="primary" htmlType="submit" loading={busy} disabled={!name.trim()} data-testid="dataset-create">
          {t('training.create')}
        </Button>
      </form>
    </Block>
  )
}

const tones = { done: 'good', failed: 'bad', paused: 'info', cancelled: 'quiet' } as const

function Trainings({ onOpen }: { onOpen: (id: string) => void }) {
  const t = useT()
  const query = useQuery({
    queryKey: keys.trainings,
    queryFn: ({ signal }) => api.get<List<Training>>('/api/trainings', undefined, signal),
    refetchInterval: ({ state }) => (state.data?.items.some((one) => GOING.includes(one.state)) ? 2000 : false),
  })
  return (
    <Block title={t('training.trainings')} text={t('training.trainingsText')}>
      <LoadState query={query}>
        {({ items }) =>
          items.length ? (
            <ul className={styles.rows}>
              {items.map((one) => (
                <li key={one.id}>
                  <button className={styles.row} onClick={() => onOpen(one.id)} data-testid="training-row">
                    <strong>{one.name}</strong>
                    <span>{one.base}</span>
                    <Tag tone={tones[one.state as keyof typeof tones] ?? 'info'}>{t(`training.states.${one.state as 'done'}`)}</Tag>
                  </button>
                </li>
              ))}
            </ul>
          ) : (
            <EmptyState title={t('training.noTrainings')} text={t('training.noTrainingsText')} />
          )
        }
      </LoadState>
    </Block>
  )
}
