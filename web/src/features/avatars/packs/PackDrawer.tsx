import { App, Button, Checkbox, Drawer, Progress } from 'antd'
import { Download, Package } from 'lucide-react'
import { useEffect, useState } from 'react'
import { api } from '@/api/client'
import { isOver, useRun } from '@/api/runs'
import { useModels } from '@/api/session'
import type { Picture } from '@/api/types'
import { usePhone } from '@/app/useMedia'
import { announce } from '@/components/Announcer'
import { errorText, failureText } from '@/components/errors'
import { modelName } from '@/components/prompt/models'
import { saveAs } from '@/components/save'
import { BrandChoice } from '@/features/brands/BrandChoice'
import { useBrand } from '@/features/brands/useBrands'
import { currentLocale, useT } from '@/i18n'
import { useFields } from '../fields'
import { drawingOf } from '../files'
import { MoreField } from '../MoreField'
import styles from '../more.module.css'
import { Ready, type Made } from './Ready'

const SIZES = [64, 128, 256, 512, 1024]
const SHAPES = ['square', 'rounded', 'squircle', 'circle'] as const
const PAINTED = 'painted'
const BRAND = 'brand'
const MAX_FILES = 400
/** The manifest and the contact sheet. */
const BESIDE = 2

/** Which faces, sizes, shapes and grounds a pack has; the server makes it, and it is fetched when it is ready. */
export function PackDrawer({ picture, onClose }: { picture: Picture; onClose: () => void }) {
  const t = useT()
  const phone = usePhone()
  const { message } = App.useApp()
  const fields = useFields(currentLocale())
  const models = useModels()
  const painted = !drawingOf(picture, 64)
  const painter = models.data?.items.find(({ id }) => id === picture.model)
  const paintsFaces = painted && Boolean(painter?.painting?.edit) && !painter?.builtin
  const [expressions, setExpressions] = useState(painted ? [] : ['happy', 'neutral', 'sad', 'angry', 'surprised', 'laughing'])
  const [sizes, setSizes] = useState([128, 512])
  const [shapes, setShapes] = useState<string[]>(['square'])
  const brand = useBrand()
  const [chosen, setBackgrounds] = useState(painted ? [PAINTED, 'transparent'] : ['transparent', 'light_blue'])
  const [pack, setPack] = useState<{ id: string; run_id: string } | null>(null)
  const [checked, setChecked] = useState(true)
  const [made, setMade] = useState<Made | null>(null)
  const [asking, setAsking] = useState(false)
  const run = useRun(pack?.run_id ?? null)
  const over = run !== undefined && isOver(run)

  const values = (name: string) => (fields.find((field) => field.name === name)?.values ?? []).filter(({ value }) => value !== 'gradient')
  // The brand's own ground goes with the brand.
  const backgrounds = brand ? chosen : chosen.filter((ground) => ground !== BRAND)
  const grounds = [...(brand ? [{ value: BRAND, label: t('brands.ground') }] : []), ...(painted ? [{ value: PAINTED, label: t('avatarMore.painted') }] : []), ...[...values('background')].sort((a, b) => Number(b.value === 'transparent') - Number(a.value === 'transparent')).map(({ value, label }) => ({ value, label }))]
  const faces = painted ? expressions.length + 1 : expressions.length
  const each = sizes.length * shapes.length + (painted ? 0 : 1)
  const count = shapes.length ? faces * backgrounds.length * each : 0
  const making = asking || (pack !== null && (!over || (run.status === 'succeeded' && !made)))
  const percent = Math.round((run?.progress?.fraction ?? 0.05) * 100)

  useEffect(() => {
    if (!over || !pack || run.status !== 'succeeded') return
    let gone = false
    api
      .get<{ result: Made | null }>(`/api/runs/${pack.run_id}`)
      .then(({ result }) => {
        if (gone) return
        setMade(result)
        announce(t('avatarMore.announced'))
      })
      .catch((error: unknown) => !gone && void message.error(errorText(error, t)))
    return () => {
      gone = true
    }
  }, [over, pack, run?.status, message, t])

  const make = () => {
    setPack(null)
    setMade(null)
    setAsking(true)
    setChecked(!painted || expressions.length > 0)
    api
      .post<{ id: string; run_id: string }>(`/api/avatars/${picture.id}/pack`, { expressions, sizes, backgrounds, shapes, ...(brand && { brand_id: brand.id }) })
      .then(setPack)
      .catch((error: unknown) => void message.error(errorText(error, t)))
      .finally(() => setAsking(false))
  }

  return (
    <Drawer
      open
      onClose={onClose}
      title={t('avatarMore.packTitle')}
      placement={phone ? 'bottom' : 'right'}
      size={phone ? '92dvh' : 440}
      data-testid="pack"
      footer={
        <div className={styles.foot}>
          {!making && !made && (
            <p className={styles.help} role="status">
              {count < 1 ? t('avatarMore.chooseSome') : count > MAX_FILES ? t('avatarMore.tooMany', { count }) : t('avatarMore.files', { count: count + BESIDE })}
            </p>
          )}
          {making && (
            <div className={styles.field} data-testid="pack-making">
              <Progress percent={percent} showInfo={false} status="active" aria-label={t('avatarMore.packTitle')} />
              <p className={styles.help}>{run?.place ? t('avatarMore.waiting', { place: run.place }) : t('avatarMore.making', { percent })}</p>
            </div>
          )}
          {over && run.status !== 'succeeded' && <p role="alert">{failureText(run.error, t, t('avatarMore.failed')).text}</p>}
          {made && <Ready made={made} painted={painted} checked={checked} faces={values('expression')} />}
          <div className={styles.row}>
            <Button type={made ? 'default' : 'primary'} icon={<Package size={16} aria-hidden />} loading={making} disabled={count < 1 || count > MAX_FILES} onClick={make} data-testid="pack-make">
              {t('avatarMore.make')}
            </Button>
            {made && pack && (
              <Button type="primary" icon={<Download size={16} aria-hidden />} onClick={() => saveAs(`/api/avatars/packs/${pack.id}/file`, '')} data-testid="pack-file">
                {t('avatarMore.download')}
              </Button>
            )}
          </div>
        </div>
      }
    >
      <div className={styles.form}>
        <div className={styles.who}>
          <img src={picture.urls.thumb} alt={t('avatarMore.packPicture')} width={72} height={72} />
          {painted && <p className={styles.help}>{paintsFaces ? t('avatarMore.facesPainted', { model: modelName(picture.model ?? '', t) }) : t('avatarMore.facesNotOffered')}</p>}
        </div>
        {(!painted || paintsFaces) && (
          <MoreField label={t('avatarMore.expressions')}>
            <Checkbox.Group className={styles.choices!} value={expressions} onChange={setExpressions} options={values('expression').map(({ value, label }) => ({ value, label }))} />
          </MoreField>
        )}
        <MoreField label={t('avatarMore.sizes')}>
          <Checkbox.Group className={styles.choices!} value={sizes} onChange={setSizes} options={SIZES.map((value) => ({ value, label: `${value} px` }))} />
        </MoreField>
        <MoreField label={t('avatarMore.shapes')}>
          <Checkbox.Group className={styles.choices!} value={shapes} onChange={setShapes} options={SHAPES.map((value) => ({ value, label: t(`avatarMore.shape.${value}`) }))} />
        </MoreField>
        <MoreField label={t('brands.brand')} help={t(painted ? 'brands.packPaintedHelp' : 'brands.packHelp')}>
          <BrandChoice />
        </MoreField>
        <MoreField label={t('avatarMore.backgrounds')}>
          <Checkbox.Group className={styles.choices!} value={backgrounds} onChange={setBackgrounds} options={grounds} />
        </MoreField>
      </div>
    </Drawer>
  )
}
