import { App, Button, Popconfirm, Select } from 'antd'
import { Brush, Download, Trash2, Upload } from 'lucide-react'
import { useRef } from 'react'
import { useNavigate } from 'react-router'
import { api } from '@/api/client'
import { useModels } from '@/api/session'
import { enginesOf, painterFor, type TrainedStyle as Style, useTrainedStyles } from '@/api/trained'
import { EmptyState } from '@/components/EmptyState'
import { Block, LoadState, Tag } from '@/features/settings/ui'
import { TrainedPicture } from '@/components/trained/TrainedPicture'
import { useTeams } from '@/features/teams/useTeams'
import { useT } from '@/i18n'
import styles from './Training.module.css'
import { useDo } from './useDo'

/** What can be painted with, and taking in a file from elsewhere. */
export function StyleCards({ onTeach }: { onTeach: () => void }) {
  const t = useT()
  const query = useTrainedStyles()
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
            <EmptyState
              title={t('training.noStyles')}
              text={t('training.noStylesText')}
              action={
                <Button type="primary" onClick={onTeach}>
                  {t('training.teach')}
                </Button>
              }
            />
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
  const models = useModels().data?.items ?? []
  const { yes, unknown } = enginesOf(style, models)
  const names = (of: typeof models) => of.map(({ id }) => id).join(', ')
  const paint = async () => {
    const painter = painterFor(style, models)
    if (!painter) return void message.info(t(models.some((model) => model.painting?.adapters) ? 'training.fitsNone' : 'training.noPainter'))
    const { settingsInStudio } = await import('@/features/studio')
    settingsInStudio({ model: painter.id, adapters: [{ id: style.id, weight: 1 }] })
    await navigate('/paint')
  }
  return (
    <li className={styles.card} data-testid="style-card">
      <TrainedPicture style={style} />
      <strong>{style.name}</strong>
      <div className={styles.tags}>
        <Tag tone="info">{style.mine ? t(`training.origins.${style.origin as 'trained'}`) : t('training.ofTeam')}</Tag>
        {style.trigger && <Tag tone="quiet">{style.trigger}</Tag>}
        {style.revision > 1 && <Tag tone="quiet">{t('training.revision', { number: style.revision })}</Tag>}
      </div>
      <span className={styles.help}>{[style.base, style.licence, `rank ${style.rank}`].filter(Boolean).join(' · ')}</span>
      <span className={styles.help} data-testid="style-fits">
        {yes.length > 0 && t('training.fits', { models: names(yes) })}
        {yes.length > 0 && unknown.length > 0 && ' '}
        {unknown.length > 0 && t('training.mayFit', { models: names(unknown) })}
        {!yes.length && !unknown.length && t('training.fitsNone')}
      </span>
      {style.mine && <SharedWith style={style} />}
      <div className={styles.actions}>
        <Button type="primary" icon={<Brush size={16} strokeWidth={1.75} aria-hidden />} onClick={() => void paint()} data-testid="style-paint">
          {t('training.inStudio')}
        </Button>
        {style.mine && (
          <>
            <Button href={`/api/styles/${style.id}/file`} icon={<Download size={16} strokeWidth={1.75} aria-hidden />} aria-label={t('training.export')} />
            <Popconfirm title={t('training.deleteStyle')} onConfirm={() => run(() => api.delete(`/api/styles/${style.id}`))} okText={t('training.delete')}>
              <Button loading={busy} icon={<Trash2 size={16} strokeWidth={1.75} aria-hidden />} aria-label={t('training.delete')} />
            </Popconfirm>
          </>
        )}
      </div>
    </li>
  )
}

/** Which team may paint with it; nothing for who is in none. */
function SharedWith({ style }: { style: Style }) {
  const t = useT()
  const { busy, run } = useDo()
  const teams = useTeams().data?.items ?? []
  if (!teams.length) return null
  return (
    <Select
      size="small"
      prefix={`${t('training.sharedWith')}:`}
      value={teams.some(({ id }) => id === style.team_id) ? style.team_id : ''}
      loading={busy}
      onChange={(team_id) => run(() => api.patch(`/api/styles/${style.id}`, { team_id }))}
      options={[{ value: '', label: t('training.onlyMe') }, ...teams.map(({ id, name }) => ({ value: id, label: name }))]}
      aria-label={t('training.sharedWith')}
      data-testid="style-team"
    />
  )
}
