import { useQuery } from '@tanstack/react-query'
import { CircleAlert, Clock, LoaderCircle } from 'lucide-react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import type { Page, Picture } from '@/api/types'
import { pictureName } from '@/components/viewer/recipe'
import { useT } from '@/i18n'
import { type StudioRun, useStudio } from '../store/studio'
import styles from './Run.module.css'
import { useStudioRun } from './useStudioRun'
import { useTold } from './useTold'

const RECENT = 40

/** What was painted last, the newest first; what is under way stands before it. */
export function Strip() {
  const t = useT()
  const runs = useStudio((s) => s.runs)
  const source = useStudio((s) => s.source)
  const { load } = useStudio.getState()
  const { data } = useQuery({
    queryKey: keys.pictures({ recent: RECENT }),
    queryFn: ({ signal }) => api.get<Page<Picture>>('/api/pictures', { origin: 'painted', limit: RECENT }, signal),
  })
  const pictures = data?.items ?? []
  return (
    <nav className={styles.strip} aria-label={t('studio.history')} data-testid="studio-history">
      {runs.slice(0, 6).map((run) => (
        <UnderWay key={run.id} run={run} />
      ))}
      {pictures.map((picture) => (
        <button
          key={picture.id}
          type="button"
          className={styles.thumb}
          aria-pressed={source?.id === picture.id}
          aria-label={t('studio.putNamedOnCanvas', { name: pictureName(picture, t('pictures.picture')) })}
          title={pictureName(picture, '')}
          onClick={() => load(picture)}
          data-testid="studio-recent"
        >
          <img src={picture.urls.thumb} alt="" loading="lazy" draggable={false} />
        </button>
      ))}
      {!runs.length && !pictures.length && data && <p className={styles.quiet}>{t('studio.noHistory')}</p>}
    </nav>
  )
}

/** A painting that goes on, or went wrong; finished ones are among the pictures. */
function UnderWay({ run }: { run: StudioRun }) {
  const t = useT()
  const { view, over } = useStudioRun(run)
  useTold(view, over)
  const isShown = useStudio((s) => s.shown.kind === 'run' && s.shown.runId === run.id)
  if (over && view.status === 'done' && view.cells.length < 2) return null
  const percent = Math.round((view.fraction ?? 0) * 100)
  const first = view.cells.find((cell) => cell.state === 'done')
  return (
    <button
      type="button"
      className={styles.thumb}
      data-run={view.status}
      aria-pressed={isShown}
      aria-label={t('studio.showRun', { name: run.prompt || t(`studio.kinds.${run.kind}`), state: t(`studio.states.${view.status}`) })}
      onClick={() => useStudio.getState().show({ kind: 'run', runId: run.id })}
      data-testid="studio-run-thumb"
    >
      {first?.state === 'done' && <img src={first.picture.urls.thumb} alt="" draggable={false} />}
      {!over && (
        <span className={styles.busy}>
          {view.status === 'queued' ? <Clock size={18} strokeWidth={1.75} aria-hidden /> : <LoaderCircle size={18} aria-hidden />}
          <small className="tabular">{view.status === 'queued' ? t('studio.states.queued') : t('pictures.percent', { percent })}</small>
        </span>
      )}
      {over && view.status === 'done' && <span className={styles.many}>{view.cells.length}</span>}
      {over && view.status !== 'done' && <CircleAlert size={18} aria-hidden />}
    </button>
  )
}
