import { Button, Segmented } from 'antd'
import { Download } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Chart } from '@/components/chart/Chart'
import { type ChartModel, formatOf } from '@/components/chart/model'
import { csv } from '@/components/csv'
import { saveAs } from '@/components/save'
import { currentLocale, useT } from '@/i18n'
import { Block } from './Block'
import styles from './ChartBlock.module.css'

interface Props {
  title: string
  text?: ReactNode
  model: ChartModel
  /** head of the first column, e.g. 'Day' */
  head: string
  /** name of the downloaded file, without `.csv` */
  file: string
  /** above the chart: filters, totals */
  children?: ReactNode
  empty?: ReactNode
  testId?: string
}

/** One question and its chart, with the same figures as a table and as CSV. */
export function ChartBlock({ title, text, model, head, file, children, empty, testId }: Props) {
  const t = useT()
  const [view, setView] = useState<'chart' | 'table'>('chart')
  const filled = model.series.some((one) => one.values.some((value) => value))
  const rows = () => [[head, ...model.series.map((one) => one.name)], ...model.categories.map((name, at) => [name, ...model.series.map((one) => one.values[at] ?? null)])]
  return (
    <Block title={title} text={text} testId={testId}>
      <div className={styles.block}>
        {children}
        {filled ? (
          <>
            <div className={styles.tools}>
              <Segmented
                size="small"
                value={view}
                onChange={setView}
                options={[
                  { value: 'chart', label: t('common.chart') },
                  { value: 'table', label: t('common.table') },
                ]}
              />
              <Button size="small" icon={<Download size={14} strokeWidth={1.75} aria-hidden />} onClick={() => saveAs(csv(rows()), `${file}.csv`)}>
                CSV
              </Button>
            </div>
            {view === 'chart' ? <Chart model={model} label={title} /> : <Table model={model} head={head} label={title} />}
          </>
        ) : (
          empty
        )}
      </div>
    </Block>
  )
}

function Table({ model, head, label }: { model: ChartModel; head: string; label: string }) {
  const format = formatOf(model, currentLocale())
  return (
    // Wider than a phone: the keyboard must reach what scrolls.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.scroll} tabIndex={0} role="group" aria-label={label}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{head}</th>
            {model.series.map((one) => (
              <th key={one.name} scope="col" data-figure>
                {one.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {model.categories.map((name, at) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {model.series.map((one) => {
                const value = one.values[at]
                return (
                  <td key={one.name} data-figure>
                    {value === null || value === undefined ? '–' : format(value)}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
