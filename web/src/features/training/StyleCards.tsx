import { useQuery } from '@tanstack/react-query'
import { App, Button, Input, Popconfirm } from 'antd'
import { Brush, Download, Trash2, Upload } from 'lucide-react'
import { useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { api } from '@/api/client'
import { useModels } from '@/api/session'
import { EmptyState } from '@/components/EmptyState'
import { Block, LoadState, Tag } from '@/features/settings/ui'
import { useT } from '@/i18n'
import styles from './Training.module.css'
import { type List, type Style, keys } from './types'
import { useDo } from './useDo'

/** What can be painted with, and taking in a file from elsewhere. */
export function StyleCards() {
  const t = useT()
  const query = useQuery({ queryKey: keys.styles, queryFn: ({ signal }) => api.get<List<Style>>('/api/styles', undefined, signal) })
  return (
    <Block title={t('training.styles')} text={t('training.stylesText')} action={<TakeIn />}>
      <LoadState query={query}>
        {({ items }) =>
          items.length ? (
            <ul className={styles.cards}>
              {items.map((style) => (
                <Card key={style.id} style={style} />
              ))}
            </ul>
          ) : (
            <EmptyState title={t('training.noStyles')} text={t('training.noStylesText')} />
          )
        }
      </LoadState>
    </Block>
  )
}

function TakeIn() {
  const t = useT()
  const { busy, run } = useDo()
  const picker = useRef<HTMLInputElement>(null)
  const send = (file: File) => {
    const form = new FormData()
    form.append('file', file)
    form.append('name', file.name.replace(/\.safetensors$/, '').slice(0, 120))
    run(() => api.post('/api/styles', form))
  }
  return (
    <>
      <Button loading={busy} icon={<Upload size={16} strokeWidth={1.75} aria-hidden />} onClick={() => picker.current?.click()}>
        {t('training.takeIn')}
      </Button>
      <input
        ref={picker}
        type="file"
        hidden
        accept=".safetensors"
        data-testid="style-file"
        onChange={(event) => {
          const file = event.target.files?.[0]
          if (file) send(file)
          event.target.value = ''
        }}
      />
    </>
  )
}

function Card({ style }: { style: Style }) {
  const t = useT()
  const navigate = useNavigate()
  const { message } = App.useApp()
  const { busy, run } = useDo()
  const [prompt, setPrompt] = useState(style.trigger)
  const painter = (useModels().data?.items ?? []).find((model) => model.painting?.adapters)
  const paint = () => {
    if (!painter) {
      void message.info(t('training.noPainter'))
      return
    }
    run(async () => {
      await api.post('/api/pictures', { prompt, model: painter.id, enrich: false, adapters: [{ id: style.id, weight: 1 }] })
      void message.success(t('training.painting'))
      void navigate('/gallery')
    })
  }
  return (
    <li className={styles.card} data-testid="style-card">
      {style.has_preview && <img src={`/api/styles/${style.id}/preview`} alt="" loading="lazy" />}
      <strong>{style.name}</strong>
      <div className={styles.tags}>
        <Tag tone="info">{t(`training.origins.${style.origin as 'trained'}`)}</Tag>
        {style.trigger && <Tag tone="quiet">{style.trigger}</Tag>}
      </div>
      <span className={styles.help}>{[style.base, style.licence, `rank ${style.rank}`].filter(Boolean).join(' · ')}</span>
      <Input value={prompt} maxLength={400} onChange={(event) => setPrompt(event.target.value)} aria-label={t('training.tryWords')} placeholder={t('training.tryWords')} />
      <div className={styles.buttons}>
        <Button type="primary" size="small" loading={busy} disabled={!prompt.trim()} icon={<Brush size={14} strokeWidth={1.75} aria-hidden />} onClick={paint}>
          {t('training.tryIt')}
        </Button>
        <Button size="small" href={`/api/styles/${style.id}/file`} icon={<Download size={14} strokeWidth={1.75} aria-hidden />} aria-label={t('training.export')} />
        <Popconfirm title={t('training.deleteStyle')} onConfirm={() => run(() => api.delete(`/api/styles/${style.id}`))} okText={t('training.delete')}>
          <Button size="small" icon={<Trash2 size={14} strokeWidth={1.75} aria-hidden />} aria-label={t('training.delete')} />
        </Popconfirm>
      </div>
    </li>
  )
}
