import { useQuery } from '@tanstack/react-query'
import { App, Button, Checkbox, Input, Popconfirm, Select } from 'antd'
import { Download, Sparkles, Trash2, Upload } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import { api } from '@/api/client'
import { useModels } from '@/api/session'
import { EmptyState } from '@/components/EmptyState'
import { IconButton } from '@/components/IconButton'
import { Block, LoadState, Tag } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './Training.module.css'
import { TrainingForm } from './TrainingForm'
import { type DatasetPicture, type DatasetWhole, type Difference, fileUrl, keys } from './types'
import { useDo } from './useDo'

interface Props {
  id: string
  onGone: () => void
  onTraining: (id: string) => void
}

/** One data set: its pictures with what was noticed and their words, its versions, and a training from one of them. */
export function DatasetView({ id, onGone, onTraining }: Props) {
  const { run } = useDo()
  const query = useQuery({ queryKey: keys.dataset(id), queryFn: ({ signal }) => api.get<DatasetWhole>(`/api/datasets/${id}`, undefined, signal) })
  return (
    <LoadState query={query}>
      {(dataset) => (
        <>
          <Pictures dataset={dataset} onDelete={() => run(() => api.delete(`/api/datasets/${id}`).then(onGone))} />
          <Versions dataset={dataset} />
          {dataset.versions.length > 0 && <TrainingForm dataset={dataset} onBegun={onTraining} />}
        </>
      )}
    </LoadState>
  )
}

function Pictures({ dataset, onDelete }: { dataset: DatasetWhole; onDelete: () => void }) {
  const t = useT()
  const { message } = App.useApp()
  const { busy, run } = useDo()
  const picker = useRef<HTMLInputElement>(null)
  const seeing = (useModels().data?.items ?? []).filter((model) => model.vision)
  const [model, setModel] = useState<string>()
  const captioner = model ?? seeing[0]?.id
  const send = (files: File[]) =>
    run(async () => {
      // One after the other, so that a large set never meets the limit of one upload.
      for (const file of files) {
        const form = new FormData()
        form.append('file', file)
        const { refused } = await api.post<{ refused: { file_name: string; reason: string }[] }>(`/api/datasets/${dataset.id}/pictures`, form)
        for (const one of refused) void message.info(`${one.file_name}: ${one.reason === 'same' ? t('training.same') : one.reason}`)
      }
    })
  return (
    <Block
      title={dataset.name}
      text={t('training.labelText')}
      action={
        <div className={styles.buttons}>
          <Button type="primary" loading={busy} icon={<Upload size={16} strokeWidth={1.75} aria-hidden />} onClick={() => picker.current?.click()}>
            {t('training.upload')}
          </Button>
          <Popconfirm title={t('training.deleteDataset')} onConfirm={onDelete} okText={t('training.delete')}>
            <Button icon={<Trash2 size={16} strokeWidth={1.75} aria-hidden />} aria-label={t('training.delete')} />
          </Popconfirm>
        </div>
      }
    >
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        accept="image/png,image/jpeg,image/webp,image/gif,.zip"
        data-testid="dataset-files"
        onChange={(event) => {
          // A copy: the browser's own list empties with the field.
          if (event.target.files?.length) send([...event.target.files])
          event.target.value = ''
        }}
      />
      <div className={styles.line}>
        <Checkbox checked={dataset.rights !== null} onChange={(event) => run(() => api.patch(`/api/datasets/${dataset.id}`, { rights: event.target.checked }))} data-testid="dataset-rights">
          {t('training.rights')}
        </Checkbox>
        {seeing.length > 0 && <Select size="small" value={captioner} onChange={setModel} options={seeing.map(({ id }) => ({ value: id, label: id }))} aria-label={t('training.captioner')} className={styles.select} />}
      </div>
      {dataset.items.length ? (
        <ul className={styles.pictures}>
          {dataset.items.map((picture) => (
            <Card key={picture.id} datasetId={dataset.id} picture={picture} captioner={captioner} />
          ))}
        </ul>
      ) : (
        <EmptyState title={t('training.noPictures')} text={t('training.noPicturesText')} />
      )}
    </Block>
  )
}

/** Enter keeps the words and goes on to the next picture. */
function onEnter(event: KeyboardEvent<HTMLTextAreaElement>) {
  if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
  event.preventDefault()
  const all = [...document.querySelectorAll<HTMLTextAreaElement>('[data-caption]')]
  const next = all[all.indexOf(event.currentTarget) + 1]
  if (next) next.focus()
  else event.currentTarget.blur()
}

function Card({ datasetId, picture, captioner }: { datasetId: string; picture: DatasetPicture; captioner: string | undefined }) {
  const t = useT()
  const { busy, run } = useDo()
  const [words, setWords] = useState<string>()
  const path = `/api/datasets/${datasetId}/pictures/${picture.id}`
  const keep = () => {
    if (words === undefined && !picture.suggested) return
    run(() => api.patch(path, { caption: words ?? picture.caption }).then(() => setWords(undefined)))
  }
  return (
    <li className={styles.picture} data-testid="dataset-picture">
      <img src={fileUrl(datasetId, picture.sha256)} alt={picture.caption || picture.file_name} loading="lazy" />
      <div className={styles.about}>
        <div className={styles.tags}>
          {picture.findings.map((finding) => (
            <Tag key={finding} tone="info">
              {t(`training.findings.${finding as 'small'}`)}
            </Tag>
          ))}
          {picture.suggested && <Tag tone="quiet">{t('training.suggested')}</Tag>}
        </div>
        <Input.TextArea
          value={words ?? picture.caption}
          autoSize={{ minRows: 2, maxRows: 4 }}
          maxLength={400}
          placeholder={t('training.caption')}
          aria-label={`${t('training.caption')}: ${picture.file_name}`}
          data-caption
          onChange={(event) => setWords(event.target.value)}
          onKeyDown={onEnter}
          onBlur={keep}
        />
        <div className={styles.buttons}>
          {captioner && (
            <IconButton icon={Sparkles} size="small" label={t('training.suggest')} disabled={busy} onClick={() => run(() => api.post(`${path}/suggest`, { model: captioner }))} />
          )}
          <IconButton icon={Trash2} size="small" label={t('training.remove')} disabled={busy} onClick={() => run(() => api.delete(path))} />
        </div>
      </div>
    </li>
  )
}

function Versions({ dataset }: { dataset: DatasetWhole }) {
  const t = useT()
  const { busy, run } = useDo()
  const newest = dataset.versions.at(-1)?.number ?? 0
  const [older, setOlder] = useState<number>()
  const [newer, setNewer] = useState<number>()
  const [from, to] = [older ?? newest - 1, newer ?? newest]
  const diff = useQuery({
    queryKey: keys.diff(dataset.id, from, to),
    queryFn: ({ signal }) => api.get<Difference>(`/api/datasets/${dataset.id}/versions/diff`, { older: from, newer: to }, signal),
    enabled: newest > 1,
  })
  const options = dataset.versions.map(({ number }) => ({ value: number, label: t('training.version', { number }) }))
  return (
    <Block
      title={t('training.versions')}
      text={t('training.versionsText')}
      action={
        <Button loading={busy} disabled={!dataset.rights || !dataset.items.length} onClick={() => run(() => api.post(`/api/datasets/${dataset.id}/versions`))} data-testid="dataset-freeze">
          {t('training.freeze')}
        </Button>
      }
    >
      {dataset.versions.length === 0 && <p className={styles.help}>{t('training.noVersions')}</p>}
      {dataset.versions.length > 0 && (
        <ul className={styles.rows}>
          {dataset.versions.map((version) => (
            <li key={version.id} className={styles.row} data-testid="dataset-version">
              <strong>{t('training.version', { number: version.number })}</strong>
              <span>
                {t('training.pictures', { count: version.pictures })} · <code>{version.hash.slice(0, 12)}</code>
              </span>
              <a href={`/api/datasets/${dataset.id}/versions/${version.number}/file`} download aria-label={t('training.export')}>
                <Download size={16} strokeWidth={1.75} aria-hidden />
              </a>
            </li>
          ))}
        </ul>
      )}
      {newest > 1 && (
        <div className={styles.line}>
          <Select size="small" value={from} onChange={setOlder} options={options} aria-label={t('training.older')} />
          <span>→</span>
          <Select size="small" value={to} onChange={setNewer} options={options} aria-label={t('training.newer')} />
          {diff.data && (
            <span role="status" data-testid="dataset-diff">
              {t('training.diff', { added: diff.data.added.length, removed: diff.data.removed.length, relabelled: diff.data.relabelled.length })}
            </span>
          )}
        </div>
      )}
      {diff.data && newest > 1 && (
        <ul className={styles.changes}>
          {diff.data.added.map((one) => (
            <li key={one.sha256}>
              + <img src={fileUrl(dataset.id, one.sha256)} alt="" /> {one.caption}
            </li>
          ))}
          {diff.data.removed.map((one) => (
            <li key={one.sha256}>
              − <img src={fileUrl(dataset.id, one.sha256)} alt="" /> <del>{one.caption}</del>
            </li>
          ))}
          {diff.data.relabelled.map(({ before, after }) => (
            <li key={after.sha256}>
              <img src={fileUrl(dataset.id, after.sha256)} alt="" /> <del>{before.caption}</del> → {after.caption}
            </li>
          ))}
        </ul>
      )}
    </Block>
  )
}
