import { App, Button, Checkbox, ColorPicker, Drawer, Segmented, Select, Slider } from 'antd'
import { Download, Save } from 'lucide-react'
import { useState } from 'react'
import { api } from '@/api/client'
import type { Picture } from '@/api/types'
import { usePhone } from '@/app/useMedia'
import { errorText } from '@/components/errors'
import { saveAs } from '@/components/save'
import type { Brand } from '@/features/brands/types'
import { useBrand, useBrands, useChosen } from '@/features/brands/useBrands'
import { useT } from '@/i18n'
import styles from './Finish.module.css'
import { ASPECTS, type Balance, type Draft, type FileKind, type Ground, isPlain, PLAIN, type Shape, SIDES, sizeOf, wishOf } from './steps'
import { useLook } from './useLook'

interface Props {
  picture: Picture
  onClose: () => void
  /** the new picture, once it is kept */
  onKept?: (picture: Picture) => void
}

const MAX_COLOURS = 8
const PALETTE = ['#1f2a44', '#c8453b', '#f4ead5']

/** The palette to begin with: that of the brand that is worked with. */
const colours = (brand: Brand | null): string[] => brand?.palette.map(({ colour }) => colour) ?? PALETTE

const markOf = (brand: Brand | null): Draft['logo'] => (brand?.logo ? { brand_id: brand.id, corner: brand.mark.corner, share: brand.mark.share, clear: brand.mark.clear } : null)

/** Cut, sized, balanced, on another ground, in a shape: with a look at what comes of it at every change. */
export function FinishDrawer({ picture, onClose, onKept }: Props) {
  const t = useT()
  const phone = usePhone()
  const { message } = App.useApp()
  const [draft, setDraft] = useState<Draft>(PLAIN)
  const choose = useChosen((s) => s.choose)
  const [busy, setBusy] = useState<'keep' | 'file' | null>(null)
  const [before, setBefore] = useState(false)
  const look = useLook(picture, draft)
  const brand = useBrand()
  const brands = useBrands().data?.items ?? []
  const set = (change: Partial<Draft>) => setDraft((old) => ({ ...old, ...change }))
  const { width, height } = sizeOf(draft, picture)
  const icon = draft.format === 'ico'

  const run = (kind: 'keep' | 'file', work: () => Promise<void>) => {
    setBusy(kind)
    work()
      .catch((error: unknown) => void message.error(errorText(error, t)))
      .finally(() => setBusy(null))
  }
  const keep = () =>
    run('keep', async () => {
      const made = await api.post<Picture>(`/api/pictures/${picture.id}/finish`, wishOf(draft, picture))
      void message.success(t('finishing.kept'))
      onKept?.(made)
      onClose()
    })
  const take = () =>
    run('file', async () => {
      const file = await api.blob('POST', `/api/pictures/${picture.id}/finish/file`, wishOf(draft, picture))
      saveAs(file, `huahua-${picture.id}.${draft.format === 'jpeg' ? 'jpg' : draft.format}`)
    })

  return (
    <Drawer
      open
      onClose={onClose}
      title={t('finishing.title')}
      placement={phone ? 'bottom' : 'right'}
      size={phone ? '92dvh' : 440}
      zIndex={1200}
      data-testid="finish"
      footer={
        <div className={styles.footer}>
          <Button icon={<Download size={16} strokeWidth={1.75} aria-hidden />} loading={busy === 'file'} onClick={take} data-testid="finish-file">
            {t('finishing.file')}
          </Button>
          <Button type="primary" icon={<Save size={16} strokeWidth={1.75} aria-hidden />} loading={busy === 'keep'} disabled={icon || isPlain(draft, picture)} onClick={keep} data-testid="finish-keep">
            {t('finishing.keep')}
          </Button>
        </div>
      }
    >
      <div className={styles.form}>
        <figure className={styles.look} data-busy={look.busy || undefined}>
          <img src={before || !look.url ? picture.urls.medium : look.url} alt={t(before ? 'finishing.altBefore' : 'finishing.altAfter')} data-testid="finish-look" />
          <figcaption className={styles.caption}>
            <span>{icon ? t('finishing.iconSizes') : t('finishing.pixels', { width, height })}</span>
            <button
              type="button"
              className={styles.hold}
              aria-pressed={before}
              onPointerDown={() => setBefore(true)}
              onPointerUp={() => setBefore(false)}
              onPointerLeave={() => setBefore(false)}
              onKeyDown={(event) => (event.key === ' ' || event.key === 'Enter') && setBefore(true)}
              onKeyUp={() => setBefore(false)}
              onBlur={() => setBefore(false)}
            >
              {t('finishing.before')}
            </button>
          </figcaption>
          {look.error ? <p role="alert">{errorText(look.error, t)}</p> : null}
        </figure>
        <Field label={t('finishing.shape')}>
          <Segmented<Shape> block value={draft.shape} onChange={(shape) => set({ shape })} options={(['none', 'square', 'rounded', 'squircle', 'circle'] as const).map((value) => ({ value, label: t(`finishing.shapes.${value}`) }))} />
        </Field>
        <Field label={t('finishing.cut')} help={t('finishing.cutHelp')}>
          <Segmented<number> block value={draft.aspect ?? 0} onChange={(aspect) => set({ aspect: aspect || null })} options={[{ value: 0, label: t('finishing.whole') }, ...ASPECTS.map((value) => ({ value, label: ratio(value) }))]} />
        </Field>
        <Field label={t('finishing.ground')} help={t('finishing.groundHelp')}>
          <Segmented<Ground> block value={draft.ground} onChange={(ground) => set({ ground })} options={(['keep', 'transparent', 'colour', 'gradient'] as const).map((value) => ({ value, label: t(`finishing.grounds.${value}`) }))} />
          {(draft.ground === 'colour' || draft.ground === 'gradient') && (
            <div className={styles.colours}>
              <Colour label={t('finishing.colour')} value={draft.first} onChange={(first) => set({ first })} />
              {draft.ground === 'gradient' && <Colour label={t('finishing.colourBelow')} value={draft.last} onChange={(last) => set({ last })} />}
            </div>
          )}
        </Field>
        <Field label={t('finishing.balance')}>
          <Segmented<Balance> block value={draft.balance} onChange={(balance) => set({ balance, palette: balance === 'palette' && !draft.palette.length ? colours(brand) : draft.palette })} options={(['none', 'grey_world', 'palette'] as const).map((value) => ({ value, label: t(`finishing.balances.${value}`) }))} />
          {draft.balance === 'palette' && (
            <div className={styles.colours}>
              {draft.palette.map((colour, index) => (
                <Colour key={index} label={t('finishing.paletteColour', { number: index + 1 })} value={colour} onChange={(value) => set({ palette: draft.palette.map((old, at) => (at === index ? value : old)) })} />
              ))}
              {draft.palette.length < MAX_COLOURS && <Button size="small" onClick={() => set({ palette: [...draft.palette, '#8a8f98'] })}>{t('finishing.addColour')}</Button>}
              {draft.palette.length > 1 && <Button size="small" onClick={() => set({ palette: draft.palette.slice(0, -1) })}>{t('finishing.dropColour')}</Button>}
            </div>
          )}
          {draft.balance !== 'none' && <Slider min={0} max={1} step={0.05} value={draft.strength} onChange={(strength) => set({ strength })} tooltip={{ formatter: (value) => t('pictures.percent', { percent: Math.round((value ?? 0) * 100) }) }} ariaLabelForHandle={t('finishing.strength')} />}
        </Field>
        {brands.length > 0 && (
          <Field label={t('brands.brand')} help={t('finishing.brandHelp')}>
            <Select
              aria-label={t('brands.brand')}
              value={brand?.id ?? ''}
              onChange={(id: string) => {
                const chosen = brands.find((one) => one.id === id) ?? null
                choose(id || null)
                set({ logo: draft.logo && markOf(chosen), ...(draft.balance === 'palette' ? { palette: colours(chosen) } : {}) })
              }}
              options={[{ value: '', label: t('brands.none') }, ...brands.map(({ id, name }) => ({ value: id, label: name }))]}
              data-testid="finish-brand"
            />
            {brand?.logo && (
              <Checkbox checked={draft.logo !== null} onChange={(event) => set({ logo: event.target.checked ? markOf(brand) : null })} data-testid="finish-logo">
                {t('brands.useLogo')}
              </Checkbox>
            )}
          </Field>
        )}
        <Field label={t('finishing.sharpen')}>
          <Slider min={0} max={3} step={0.1} value={draft.sharpen} onChange={(sharpen) => set({ sharpen })} ariaLabelForHandle={t('finishing.sharpen')} />
        </Field>
        <div className={styles.pair}>
          <Field label={t('finishing.side')}>
            <Select<number> value={draft.side ?? 0} disabled={icon} onChange={(side) => set({ side: side || null })} options={[{ value: 0, label: t('finishing.own') }, ...SIDES.map((value) => ({ value, label: t('finishing.sidePixels', { pixels: value }) }))]} aria-label={t('finishing.side')} />
          </Field>
          <Field label={t('finishing.format')}>
            <Select<FileKind> value={draft.format} onChange={(format) => set({ format })} options={(['png', 'webp', 'jpeg', 'ico'] as const).map((value) => ({ value, label: t(`finishing.formats.${value}`) }))} aria-label={t('finishing.format')} />
          </Field>
        </div>
        {icon && <p className={styles.help}>{t('finishing.iconHelp')}</p>}
      </div>
    </Drawer>
  )
}

function Field({ label, help, children }: { label: string; help?: string; children: React.ReactNode }) {
  return (
    <section className={styles.field} aria-label={label}>
      <h3 className={styles.label}>{label}</h3>
      {children}
      {help && <p className={styles.help}>{help}</p>}
    </section>
  )
}

function Colour({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return <ColorPicker value={value} disabledAlpha size="small" aria-label={label} onChangeComplete={(colour) => onChange(colour.toHexString().slice(0, 7))} />
}

const ratio = (value: number): string => (value === 1 ? '1:1' : value > 1 ? (value > 1.5 ? '16:9' : '4:3') : value < 0.6 ? '9:16' : '3:4')
