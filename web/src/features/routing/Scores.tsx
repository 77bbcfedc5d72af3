import { App, InputNumber } from 'antd'
import { ThumbsDown, ThumbsUp } from 'lucide-react'
import { useMemo } from 'react'
import type { RoutingScore } from '@/api/types'
import { EmptyState } from '@/components/EmptyState'
import { errorText } from '@/components/errors'
import { useT } from '@/i18n'
import { kinds } from './kinds'
import styles from './Routing.module.css'
import { useSetScore } from './useRouting'

/** How good each model is at each kind of task, in per cent; an emptied field gives the shipped score back. */
export function Scores({ scores }: { scores: RoutingScore[] }) {
  const t = useT()
  const table = useMemo(() => {
    const rows = new Map<string, Partial<Record<RoutingScore['task'], RoutingScore>>>()
    for (const score of scores) rows.set(score.key, { ...rows.get(score.key), [score.task]: score })
    return [...rows]
  }, [scores])
  if (!table.length) return <EmptyState title={t('routing.noScores')} text={t('routing.noScoresText')} />
  return (
    // The table is wider than a phone: the keyboard must reach what scrolls.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.scroll} tabIndex={0} role="group" aria-label={t('routing.scores')}>
      <table className={styles.scores} data-testid="scores">
        <thead>
          <tr>
            <th scope="col">{t('routing.model')}</th>
            {kinds.map((kind) => (
              <th key={kind} scope="col">
                {t(`routing.tasks.${kind}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.map(([key, row]) => (
            <tr key={key}>
              <th scope="row">{key}</th>
              {kinds.map((kind) => (
                <td key={kind}>{row[kind] ? <Cell score={row[kind]} /> : <span className={styles.note}>–</span>}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Cell({ score }: { score: RoutingScore }) {
  const t = useT()
  const { message } = App.useApp()
  const change = useSetScore()
  const shown = Math.round((score.given ?? score.score) * 100)
  const save = (text: string) => {
    const value = text.trim() === '' ? null : Math.min(100, Math.max(0, Number(text)))
    if (Number.isNaN(value) || value === (score.given === null ? shown : Math.round(score.given * 100)) || (value === null && score.given === null)) return
    change.mutate({ key: score.key, task: score.task, score: value === null ? null : value / 100 }, { onError: (error) => void message.error(errorText(error, t)) })
  }
  const votes = score.up + score.down > 0
  return (
    <span className={styles.cell} data-own={score.given !== null || undefined}>
      <InputNumber
        key={`${shown}/${score.given}`}
        defaultValue={shown}
        min={0}
        max={100}
        controls={false}
        disabled={change.isPending}
        onBlur={(event) => save(event.target.value)}
        onPressEnter={(event) => (event.target as HTMLInputElement).blur()}
        aria-label={t('routing.scoreFor', { name: score.key, task: t(`routing.tasks.${score.task}`) })}
      />
      {votes && (
        <small title={t('routing.learnt', { score: Math.round(score.score * 100) })}>
          <ThumbsUp size={12} strokeWidth={1.75} role="img" aria-label={t('routing.up')} /> {score.up} <ThumbsDown size={12} strokeWidth={1.75} role="img" aria-label={t('routing.down')} /> {score.down}
        </small>
      )}
    </span>
  )
}
