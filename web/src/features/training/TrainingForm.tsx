import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { api } from '@/api/client'
import { useTrainedStyles } from '@/api/trained'
import { Advanced, Block, FormField, LoadState } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './Training.module.css'
import { teachingOf, trainingBody } from './teaching'
import { type DatasetWhole, type Means, type Training, keys } from './types'
import { useDo } from './useDo'

/** The numbers of a plan, with the bounds that the server checks. */
const NUMBERS = {
  iterations: { first: 200, min: 1, max: 20000, step: 50 },
  batch: { first: 4, min: 1, max: 16, step: 1 },
  learning_rate: { first: 0.00001, min: 1e-7, max: 0.1, step: 0.00001 },
  rank: { first: 16, min: 1, max: 128, step: 4 },
  alpha: { first: 32, min: 1, max: 256, step: 4 },
  at_once: { first: 4, min: 1, max: 16, step: 1 },
  checkpoint_every: { first: 50, min: 1, max: 5000, step: 10 },
  seed: { first: 0, min: 0, max: 2147483647, step: 1 },
} as const
type Name = keyof typeof NUMBERS
const names = Object.keys(NUMBERS) as Name[]
const FEW: Name[] = ['iterations', 'batch']

/** Which version, under which word, and how: every number says what it does. */
export function TrainingForm({ dataset, onBegun }: { dataset: DatasetWhole; onBegun: (id: string) => void }) {
  const t = useT()
  const { busy, run } = useDo()
  const means = useQuery({ queryKey: keys.means, queryFn: ({ signal }) => api.get<Means>('/api/trainings/means', undefined, signal) })
  const [version, setVersion] = useState<string>()
  const first = { name: dataset.name, trigger: '', licence: 'CC BY 4.0' }
  const [texts, setTexts] = useState(first)
  const own = (useTrainedStyles().data?.items ?? []).filter(({ mine }) => mine)
  const [again, setAgain] = useState('')
  const [base, setBase] = useState<string>()
  const [plan, setPlan] = useState(() => Object.fromEntries(names.map((name) => [name, NUMBERS[name].first])) as Record<Name, number>)
  const chosen = version ?? dataset.versions.at(-1)?.id
  const field = (name: Name) => (
    <FormField key={name} label={t(`training.plan.${name}`)} help={t(`training.planHelp.${name}`)}>
      {(control) => (
        <InputNumber
          {...control}
          className={styles.number}
          value={plan[name]}
          min={NUMBERS[name].min}
          max={NUMBERS[name].max}
          step={NUMBERS[name].step}
          onChange={(value) => setPlan((old) => ({ ...old, [name]: value ?? NUMBERS[name].first }))}
        />
      )}
    </FormField>
  )
  const onAgain = (id: string) => {
    const next = teachingOf(id, own, means.data?.bases ?? [], texts, first)
    setAgain(next.again)
    setTexts(next.texts)
    setBase(next.base)
  }
  const text = (name: 'name' | 'trigger' | 'licence') => (
    <FormField label={t(`training.${name}`)} help={t(`training.${name}Help`)}>
      {(control) => <Input {...control} value={texts[name]} maxLength={name === 'trigger' ? 40 : 120} onChange={(event) => setTexts((old) => ({ ...old, [name]: event.target.value }))} data-testid={`training-${name}`} />}
    </FormField>
  )
  return (
    <Block title={t('training.teach')} text={t('training.teachText')}>
      <LoadState query={means}>
        {({ installed, bases }) => {
          const model = base ?? bases[0]
          const ready = installed && model && chosen && texts.name.trim() && texts.trigger.trim() && texts.licence.trim()
          const begin = () => run(async () => onBegun((await api.post<Training>('/api/trainings', trainingBody({ again, texts, base }, chosen, model, plan))).id))
          return (
            <div className={styles.form}>
              {!installed && <Alert type="info" showIcon title={t('training.notInstalled')} />}
              {installed && !bases.length && <Alert type="info" showIcon title={t('training.noBases')} />}
              <div className={styles.grid}>
                {own.length > 0 && (
                  <FormField label={t('training.makes')} help={t('training.makesHelp')}>
                    {(control) => (
                      <Select
                        id={control.id}
                        value={again}
                        onChange={onAgain}
                        options={[{ value: '', label: t('training.makesNew') }, ...own.map(({ id, name }) => ({ value: id, label: t('training.makesAgain', { name }) }))]}
                        data-testid="training-again"
                      />
                    )}
                  </FormField>
                )}
                {text('name')}
                {text('trigger')}
                {text('licence')}
                <FormField label={t('training.base')} help={t('training.baseHelp')}>
                  {(control) => <Select id={control.id} value={model ?? null} onChange={setBase} options={bases.map((value) => ({ value, label: value }))} />}
                </FormField>
                <FormField label={t('training.ofVersion')} help={t('training.ofVersionHelp')}>
                  {(control) => <Select id={control.id} value={chosen ?? null} onChange={setVersion} options={dataset.versions.map(({ id, number }) => ({ value: id, label: t('training.version', { number }) }))} />}
                </FormField>
                {FEW.map(field)}
              </div>
              <Advanced>
                <div className={styles.grid}>{names.filter((name) => !FEW.includes(name)).map(field)}</div>
              </Advanced>
              <p className={styles.help}>{t('training.estimate', { looks: plan.iterations * plan.batch })}</p>
              <div className={styles.buttons}>
                <Button type="primary" loading={busy} disabled={!ready} onClick={begin} data-testid="training-begin">
                  {t('training.begin')}
                </Button>
              </div>
            </div>
          )
        }}
      </LoadState>
    </Block>
  )
}
