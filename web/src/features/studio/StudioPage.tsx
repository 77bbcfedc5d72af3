import { Button, Drawer } from 'antd'
import { ImagePlus, PencilLine, SlidersHorizontal, X } from 'lucide-react'
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react'
import { useMedia, usePhone } from '@/app/useMedia'
import { EmptyState } from '@/components/EmptyState'
import { IconButton } from '@/components/IconButton'
import { type Offered, readRecipe, RecipeOffer } from '@/components/recipe'
import { sentences } from '@/components/sentences'
import { useDrop } from '@/components/useDrop'
import { useTitle } from '@/components/useTitle'
import { pictureName } from '@/components/viewer/recipe'
import { useT } from '@/i18n'
import { Shortcuts } from './canvas/Shortcuts'
import { Toolbar } from './canvas/Toolbar'
import { useTools } from './canvas/tools'
import { ACCEPT } from './model/files'
import { hasMarks } from './model/steps'
import { PaintButton } from './panel/PaintButton'
import { Panel } from './panel/Panel'
import { Compare } from './run/Compare'
import { PictureMenu } from './run/PictureMenu'
import { RunView } from './run/RunView'
import { Strip } from './run/Strip'
import { useStudio } from './store/studio'
import styles from './Studio.module.css'
import { useFocusKept } from './useFocusKept'
import { useOwnPictures } from './useOwnPictures'
import { usePainting } from './usePainting'
import { useStudioKeys } from './useStudioKeys'

/** Konva comes only when there is something to draw on. */
const Board = lazy(() => import('./canvas/Board'))

/** The painting studio: the canvas in the middle, what can be set at the right, what was painted below. */
export function StudioPage() {
  const t = useT()
  useTitle(t('studio.title'))
  const isReady = useStudio((s) => s.isReady)
  useEffect(() => void useStudio.getState().open(), [])
  return isReady ? <Studio /> : <div className={styles.studio} aria-busy="true" />
}

function Studio() {
  const t = useT()
  const phone = usePhone()
  const painting = usePainting()
  const [sheet, setSheet] = useState(false)
  const load = useStudio((s) => s.load)
  const { add } = useOwnPictures(load)
  // A file that was dropped may be wanted for its recipe; what is picked on purpose is not asked about.
  const [offered, setOffered] = useState<Offered | null>(null)
  const onDropped = async (files: File[]) => {
    const found = files.length === 1 ? await readRecipe(files[0]!) : null
    if (found) setOffered({ file: files[0]!, found })
    else await add(files)
  }
  const dropped = useRef(onDropped)
  useEffect(() => {
    dropped.current = onDropped
  })
  useStudioKeys(painting.paint)
  const middle = useRef<HTMLDivElement>(null)
  const shown = useStudio((s) => `${s.shown.kind} ${s.shown.kind === 'run' ? s.shown.runId : ''} ${s.source?.id ?? ''}`)
  const { layer } = useTools()
  useFocusKept(middle, `${shown} ${layer}`)
  const over = useDrop(useCallback((files: File[]) => void dropped.current(files), []))
  const panel = <Panel painting={painting} />
  return (
    <div className={styles.studio} data-phone={phone || undefined} data-testid="studio">
      <h1 className="visually-hidden">{t('studio.title')}</h1>
      <div ref={middle} className={styles.middle} tabIndex={-1}>
        <Middle onFiles={(files) => void add(files)} model={painting.model} />
        {over && <div className={styles.drop}>{t('studio.dropHere')}</div>}
        <RecipeOffer offered={offered} onClose={() => setOffered(null)} onKeep={(file) => void add([file])} keepLabel={t('studio.putOnCanvas')} />
      </div>
      {phone ? (
        <>
          <Strip />
          <div className={styles.foot}>
            <Button size="large" icon={<SlidersHorizontal size={18} aria-hidden />} onClick={() => setSheet(true)} aria-label={t('studio.settings')} data-testid="studio-settings" />
            <PaintButton painting={painting} block />
          </div>
          <Drawer open={sheet} onClose={() => setSheet(false)} placement="bottom" size="78dvh" title={t('studio.settings')} footer={<PaintButton painting={{ ...painting, paint: () => (painting.paint(), setSheet(false)) }} />}>
            {panel}
          </Drawer>
        </>
      ) : (
        <>
          <aside className={styles.side} aria-label={t('studio.settings')}>
            <div className={styles.scroll}>{panel}</div>
            <PaintButton painting={painting} />
          </aside>
          <Strip />
        </>
      )}
      <Shortcuts />
    </div>
  )
}

function Middle({ onFiles, model }: { onFiles: (files: File[]) => void; model: ReturnType<typeof usePainting>['model'] }) {
  const t = useT()
  const { shown, source, form, runs, drawing, load, show } = useStudio()
  const { layer, set } = useTools()
  const files = useRef<HTMLInputElement>(null)
  const hasMouse = useMedia('(pointer: fine)')
  const run = shown.kind === 'run' ? runs.find(({ id }) => id === shown.runId) : undefined
  if (run) return <RunView key={run.id} run={run} />
  if (shown.kind === 'compare')
    return <Compare key={shown.after.id} before={shown.before} after={shown.after} extend={shown.extend} onKeep={() => load(shown.after)} onBack={() => show({ kind: 'board' })} />
  const isSketching = !source && (layer === 'sketch' || hasMarks(drawing, 'sketch'))
  const chooser = (
    <input ref={files} type="file" accept={ACCEPT} hidden data-testid="studio-file" onChange={(event) => {
      onFiles([...(event.target.files ?? [])])
      event.target.value = ''
    }} />
  )
  if (!source && !isSketching)
    return (
      <div className={styles.empty} data-testid="studio-empty">
        <EmptyState
          picture={<Easel />}
          title={t('studio.emptyTitle')}
          text={sentences(t('studio.emptyText'), hasMouse && t('studio.emptyDrop'))}
          action={
            <div className={styles.choices}>
              <Button icon={<ImagePlus size={16} aria-hidden />} onClick={() => files.current?.click()}>{t('studio.openPicture')}</Button>
              <Button icon={<PencilLine size={16} aria-hidden />} onClick={() => set({ layer: 'sketch', tool: 'brush', size: 12 })} data-testid="studio-sketch">{t('studio.sketchFirst')}</Button>
            </div>
          }
        />
        {chooser}
      </div>
    )
  return (
    <div className={styles.work}>
      <header className={styles.bar}>
        <h2 className={styles.title}>{source ? pictureName(source, t('pictures.picture')) : t('studio.sketchFirst')}</h2>
        {source && <span className={`${styles.size} tabular`}>{source.width} × {source.height}</span>}
        {source && <PictureMenu picture={source} />}
        <IconButton icon={ImagePlus} label={t('studio.openPicture')} tipPlacement="bottom" onClick={() => files.current?.click()} />
        <IconButton icon={X} label={t('studio.emptyCanvas')} tipPlacement="bottom" onClick={() => { set({ layer: 'mask' }); load(null) }} data-testid="studio-close" />
        {chooser}
      </header>
      <Toolbar />
      <div className={styles.canvas}>
        <Suspense fallback={<div aria-busy="true" />}>
          <Board picture={source} size={source ?? { width: form.width, height: form.height }} model={model} />
        </Suspense>
      </div>
    </div>
  )
}

/** An empty sheet that waits. */
function Easel() {
  return (
    <svg width="150" height="110" viewBox="0 0 150 110" fill="none" aria-hidden>
      <rect x="35" y="12" width="80" height="60" rx="5" fill="var(--surface)" stroke="var(--line)" strokeWidth="2" />
      <path d="M44 62c10-20 18-26 25-26s12 12 20 18 12-4 17 8Z" fill="var(--ink)" opacity=".12" />
      <circle cx="99" cy="28" r="7" fill="var(--cinnabar-fill)" />
      <path d="M75 72v28M58 72l-12 30M92 72l12 30M28 74h94" stroke="var(--faint)" strokeWidth="2.5" strokeLinecap="round" />
    </svg>
  )
}
