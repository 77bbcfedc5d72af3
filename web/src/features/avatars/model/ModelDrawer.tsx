import { App, Button, Drawer, Select } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Download, MessageCircle, Trash2, Upload } from 'lucide-react'
import { useRef, useState } from 'react'
import { api, withQuery } from '@/api/client'
import type { components } from '@/api/schema'
import { usePhone } from '@/app/useMedia'
import { errorText } from '@/components/errors'
import { saveAs } from '@/components/save'
import { BrandChoice } from '@/features/brands/BrandChoice'
import { useBrand } from '@/features/brands/useBrands'
import { currentLocale, useT } from '@/i18n'
import { fileName } from '../files'
import { MoreField } from '../MoreField'
import styles from '../more.module.css'
import type { Look } from '../types'
import { drawingUrl } from '../useAvatar'
import { ModelView } from './ModelView'
import type { Cue } from './stage'

type Model = components['schemas']['AvatarModel']
type Timing = components['schemas']['TalkTiming']
const KEY = ['avatar-models']

/** The avatar in three dimensions, and models of one's own. */
export function ModelDrawer({ look, name, onClose }: { look: Look; name: string; onClose: () => void }) {
  const t = useT()
  const phone = usePhone()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const [shown, setShown] = useState<string>('')
  const [cues, setCues] = useState<readonly Cue[] | null>(null)
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<unknown>(null)
  const input = useRef<HTMLInputElement>(null)
  const models = useQuery({ queryKey: KEY, queryFn: () => api.get<{ items: Model[] }>('/api/avatars/models') }).data?.items ?? []
  const brand = useBrand()
  const model = models.find(({ id }) => id === shown)
  const url = model ? `/api/avatars/models/${model.id}/file` : withQuery('/api/avatars/model.glb', { spec: JSON.stringify(look.spec), brand_id: brand?.id, brand_version: brand?.version })
  const fail = (error: unknown) => void message.error(errorText(error, t))
  const upload = (file: File) => {
    const form = new FormData()
    form.append('file', file)
    setBusy(true)
    setRefused(null)
    api
      .post<Model>('/api/avatars/models', form)
      .then(async (made) => {
        await queries.invalidateQueries({ queryKey: KEY })
        setShown(made.id)
      })
      .catch(setRefused)
      .finally(() => setBusy(false))
  }
  const ask = (id: string) =>
    modal.confirm({
      title: t('avatarMore.removeTitle'),
      content: t('avatarMore.removeText'),
      okText: t('common.delete'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      icon: null,
      centered: true,
      onOk: () => remove(id),
    })
  const remove = (id: string) =>
    api
      .delete(`/api/avatars/models/${id}`)
      .then(async () => {
        setShown('')
        await queries.invalidateQueries({ queryKey: KEY })
      })
      .catch(fail)
  const speak = () => {
    const text = currentLocale() === 'en' ? 'Hello, nice to meet you!' : '你好，很高兴认识你！'
    api.post<Timing>('/api/avatars/talk/timing', { text }).then((told) => setCues(told.cues), fail)
  }

  return (
    <Drawer open onClose={onClose} title={t('avatarMore.modelTitle')} placement={phone ? 'bottom' : 'right'} size={phone ? '92dvh' : 480} data-testid="model">
      <div className={styles.form}>
        <ModelView url={url} poster={drawingUrl(look, 512, brand)} cues={cues} />
        <div className={styles.row}>
          {!model && (
            <Button icon={<MessageCircle size={16} aria-hidden />} onClick={speak} data-testid="model-say">
              {t('avatarMore.say')}
            </Button>
          )}
          <Button icon={<Download size={16} aria-hidden />} data-testid="model-file" onClick={() => saveAs(url, model ? model.name : `${fileName(name)}.glb`)}>
            {model ? t('avatarMore.download') : t('avatarMore.glb')}
          </Button>
          {model && (
            <Button danger icon={<Trash2 size={16} aria-hidden />} onClick={() => ask(model.id)}>
              {t('avatarMore.remove')}
            </Button>
          )}
        </div>
        {!model && (
          <MoreField label={t('brands.brand')} help={t('brands.modelHelp')}>
            <BrandChoice />
          </MoreField>
        )}
        {model && (
          <dl className={styles.facts} data-testid="model-licence">
            <dt>{t('avatarMore.licence')}</dt>
            <dd>
              {[model.title, model.authors.length > 0 && t('avatarMore.by', { names: model.authors.join(', ') }), model.vrm && `VRM ${model.vrm}`].filter(Boolean).join(' · ')}
              {Object.keys(model.licence).length === 0 && ` ${t('avatarMore.noLicence')}`}
            </dd>
            {Object.entries(model.licence).map(([key, value]) => [<dt key={`${key}-t`}>{key}</dt>, <dd key={key}>{value}</dd>])}
          </dl>
        )}
        <MoreField label={t('avatarMore.own')} help={t('avatarMore.uploadHelp')}>
          {!models.length && <p className={styles.help}>{t('avatarMore.empty')}</p>}
          <div className={styles.row}>
            {models.length > 0 && <Select value={shown} onChange={(id) => { setShown(id); setRefused(null) }} className={styles.pick!} options={[{ value: '', label: t('avatarMore.mine') }, ...models.map(({ id, name: label }) => ({ value: id, label }))]} aria-label={t('avatarMore.own')} />}
            <input
              ref={input}
              type="file"
              accept=".vrm,.glb"
              className={styles.hidden}
              onChange={(event) => {
                const file = event.target.files?.[0]
                if (file) upload(file)
                event.target.value = ''
              }}
              data-testid="model-upload"
            />
            <Button icon={<Upload size={16} aria-hidden />} loading={busy} onClick={() => input.current?.click()}>
              {t('avatarMore.upload')}
            </Button>
          </div>
          {refused ? (
            <p className={styles.refused} role="alert" data-testid="model-refused">
              {errorText(refused, t)} {t('avatarMore.refused')}
            </p>
          ) : null}
        </MoreField>
      </div>
    </Drawer>
  )
}
