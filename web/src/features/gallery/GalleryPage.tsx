import { App, Button } from 'antd'
import { Upload } from 'lucide-react'
import { Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useLocation, useNavigate, useParams, useSearchParams } from 'react-router'
import { type Command, useCommands } from '@/app/commands'
import type { Picture } from '@/api/types'
import { announce } from '@/components/Announcer'
import { errorText } from '@/components/errors'
import { type Offered, readRecipe, RecipeOffer } from '@/components/recipe'
import { useTitle } from '@/components/useTitle'
import { useT } from '@/i18n'
import { Empty, Failed, Nothing, Waiting } from './states'
import { type Filter, isFiltered, noFilter, readFilter, writeFilter } from './filter'
import styles from './GalleryPage.module.css'
import { CollectDialog } from './CollectDialog'
import { CollectionBar } from './CollectionBar'
import { Grid } from './Grid'
import { MonthRail } from './MonthRail'
import { StorageDialog } from './StorageDialog'
import { isFromGrid } from './history'
import { OpenPicture } from './OpenPicture'
import { Pending } from './Pending'
import { keep, noSelection, type Selection, toggle } from './selection'
import { SelectionBar } from './SelectionBar'
import { Toolbar } from './Toolbar'
import { UploadCard } from './UploadCard'
import { useUploads } from './uploads'
import { useCollectionChanges, useCollections, useFacets } from './useCollections'
import { useDrop } from '@/components/useDrop'
import { usePending } from './usePending'
import { useDeletePictures, usePictures, useStar } from './usePictures'

const STORAGE = '#storage'

/** `/gallery` and `/gallery/:pictureId`: all pictures, and one of them over the page. */
export function GalleryPage() {
  const t = useT()
  const { message, modal } = App.useApp()
  const navigate = useNavigate()
  const { pictureId } = useParams()
  const { state, hash, search: query } = useLocation() as { state: unknown; hash: string; search: string }
  const [params, setParams] = useSearchParams()
  const filter = useMemo(() => readFilter(params), [params])
  const search = params.size ? `?${params.toString()}` : ''
  const list = usePictures(filter)
  const { pictures, refresh, fetchNextPage, hasNextPage, isFetchingNextPage } = list
  const star = useStar()
  const remove = useDeletePictures()
  const uploads = useUploads()
  const [chosen, setChosen] = useState<Selection | null>(null)
  const [cursor, setCursor] = useState<string | null>(null)
  const [focusTurn, setFocusTurn] = useState(0)
  // However the full view was left (Escape, 'back'), the grid goes on from the picture that was looked at.
  const [viewed, setViewed] = useState(pictureId)
  if (viewed !== pictureId) {
    setViewed(pictureId)
    if (viewed && !pictureId) {
      setCursor(viewed)
      setFocusTurn((turn) => turn + 1)
    }
  }
  useTitle(t('common.gallery'))
  const picker = useRef<HTMLInputElement>(null)

  const ids = useMemo(() => pictures.map((picture) => picture.id), [pictures])
  const selection = useMemo(() => chosen && keep(chosen, ids), [chosen, ids])
  const selected = selection ? [...selection.ids] : []

  // The search field speaks a moment after the last key; what was chosen meanwhile stays.
  const latest = useRef(filter)
  useEffect(() => {
    latest.current = filter
  }, [filter])
  const onFilter = (change: Partial<Filter>) => setParams(writeFilter({ ...latest.current, ...change }), { replace: true })
  const onStar = (picture: Picture) =>
    star.mutate(
      { picture, starred: !picture.starred },
      {
        onSuccess: () => announce(t(picture.starred ? 'gallery.unstarred' : 'gallery.starredOne')),
        onError: (error) => void message.error(errorText(error, t)),
      },
    )
  const starAll = () => {
    const those = pictures.filter((picture) => selection?.ids.has(picture.id))
    const starred = those.some((picture) => !picture.starred)
    for (const picture of those) if (picture.starred !== starred) star.mutate({ picture, starred })
  }
  /** `leave` is done before, so that nobody looks at what is gone; `then` after it is gone. */
  const confirmDelete = (which: string[], { leave, then }: { leave?: () => void; then?: () => void } = {}) =>
    modal.confirm({
      title: t('gallery.deleteTitle', { count: which.length }),
      content: t('gallery.deleteText'),
      okText: t('common.delete'),
      okButtonProps: { danger: true, ...{ 'data-testid': 'confirm-delete' } },
      cancelText: t('common.cancel'),
      icon: null,
      centered: true,
      onOk: async () => {
        leave?.()
        try {
          await remove.mutateAsync(which)
          announce(t('gallery.deleted', { count: which.length }))
          then?.()
        } catch (error) {
          message.error(errorText(error, t))
        }
      },
    })
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])

  const { send } = uploads
  const onFiles = useCallback(
    (files: File[]) => {
      if (files.length) send(files, () => void refresh())
    },
    [send, refresh],
  )
  // A file that was dropped may be wanted for its recipe; what is picked on purpose is not asked about.
  const [offered, setOffered] = useState<Offered | null>(null)
  const onDropped = useCallback(
    async (files: File[]) => {
      const found = files.length === 1 ? await readRecipe(files[0]!) : null
      if (found) setOffered({ file: files[0]!, found })
      else onFiles(files)
    },
    [onFiles],
  )
  const dropping = useDrop(onDropped)
  const pick = useCallback(() => picker.current?.click(), [])

  const commands = useMemo<Command[]>(
    () => [{ id: 'gallery.upload', title: t('gallery.uploadLong'), group: t('common.gallery'), icon: Upload, run: pick }],
    [t, pick],
  )
  useCommands('gallery', commands)

  const filtered = isFiltered(filter)
  const facets = useFacets(filter)
  const { slots, dismiss, refresh: lookAgain } = usePending(filter.widgets)
  const pending = !isFiltered({ ...filter, widgets: false }) && slots.length > 0 ? <Pending slots={slots} onDismiss={dismiss} onChange={lookAgain} /> : null
  // Of a collection that somebody shares: to be looked at, and downloaded.
  const isOthers = useCollections().data?.items.some(({ id, own }) => id === filter.collection && !own) ?? false
  // A part of the address, because other pages lead here when there is no room left.
  const storing = hash === STORAGE
  const setStoring = (on: boolean) => void navigate({ search: query, hash: on ? STORAGE : '' }, { replace: !on })
  const [collecting, setCollecting] = useState<string[] | null>(null)
  const { takeOut } = useCollectionChanges()
  const body = () => {
    if (list.isPending) return <Waiting />
    if (list.isError && !pictures.length) return <Failed error={list.error} busy={list.isFetching} retry={() => void list.refetch()} />
    if (!pictures.length) {
      if (pending) return <div className={styles.pendingAlone}>{pending}</div>
      return filtered ? <Nothing onClear={() => setParams(writeFilter(noFilter), { replace: true })} /> : <Empty onUpload={pick} />
    }
    return (
      <Grid
        key={writeFilter(filter).toString()}
        pictures={pictures}
        cursor={cursor}
        onCursor={setCursor}
        focusTurn={focusTurn}
        selected={selection?.ids ?? noSelection.ids}
        selecting={selection !== null}
        search={search}
        header={pending}
        onToggle={(id, range) => !isOthers && setChosen((old) => toggle(old ?? noSelection, id, ids, range))}
        onStar={(picture) => !isOthers && onStar(picture)}
        onEnd={onEnd}
        footer={
          <p className={styles.end} aria-live="polite">
            {list.isFetchNextPageError ? (
              <Button onClick={() => void fetchNextPage()}>{t('common.retry')}</Button>
            ) : isFetchingNextPage ? (
              t('common.loading')
            ) : hasNextPage ? null : (
              t('gallery.count', { count: pictures.length })
            )}
          </p>
        }
      />
    )
  }

  return (
    // Escape ends choosing; every control inside has its own keys.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className={styles.page} onKeyDown={(event) => event.key === 'Escape' && selection && !pictureId && setChosen(null)} data-readonly={isOthers || undefined} data-rail={(facets.data?.months.length ?? 0) > 1 || undefined} data-testid="gallery">
      <Toolbar
        filter={filter}
        onFilter={onFilter}
        selecting={selection !== null}
        isReadOnly={isOthers}
        onSelecting={() => setChosen(selection ? null : noSelection)}
        onUpload={pick}
        onStorage={() => setStoring(true)}
        facets={facets.data}
        busy={uploads.list.some((upload) => !upload.done)}
      />
      {filter.collection && <CollectionBar id={filter.collection} onGone={() => onFilter({ collection: '' })} />}
      {body()}
      <MonthRail months={facets.data?.months ?? []} month={filter.month} onMonth={(month) => onFilter({ month })} />
      {selection && (
        <SelectionBar
          ids={selected}
          onAll={() => setChosen({ ids: new Set(ids), anchor: null })}
          onStar={starAll}
          onCollect={() => setCollecting(selected)}
          onTakeOut={
            filter.collection
              ? () => takeOut.mutate({ id: filter.collection, ids: selected }, { onSuccess: () => setChosen(null), onError: (error) => void message.error(errorText(error, t)) })
              : undefined
          }
          onDelete={() => confirmDelete(selected, { then: () => setChosen(null) })}
          onDone={() => setChosen(null)}
        />
      )}
      <UploadCard />
      <CollectDialog
        ids={collecting}
        onClose={() => {
          setCollecting(null)
          setChosen(null)
        }}
      />
      <StorageDialog isOpen={storing} onClose={() => setStoring(false)} onDelete={(picture) => confirmDelete([picture.id])} />
      <RecipeOffer offered={offered} onClose={() => setOffered(null)} onKeep={(file) => onFiles([file])} />
      {dropping && (
        <div className={styles.drop} aria-hidden>
          <span>{t('gallery.dropHere')}</span>
        </div>
      )}
      <input
        ref={picker}
        type="file"
        accept="image/png,image/jpeg,image/webp,image/gif"
        multiple
        hidden
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])])
          event.target.value = ''
        }}
        data-testid="gallery-file"
      />
      {pictureId && (
        <Suspense fallback={null}>
          <OpenPicture
            id={pictureId}
            pictures={pictures}
            more={hasNextPage}
            onEnd={onEnd}
            search={search}
            isReadOnly={isOthers}
            onStar={onStar}
            onDelete={(id, leave) => confirmDelete([id], { leave })}
            onClose={() => {
              if (isFromGrid(state)) void navigate(-1)
              else void navigate(`/gallery${search}`, { replace: true })
            }}
          />
        </Suspense>
      )}
    </div>
  )
}
