import { App, Button, Drawer, Input, Select, Slider, Switch } from 'antd'
import { Plus, Trash2, Upload } from 'lucide-react'
import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { usePhone } from '@/app/useMedia'
import { announce } from '@/components/Announcer'
import { errorText } from '@/components/errors'
import { IconButton } from '@/components/IconButton'
import { styleIds } from '@/components/prompt/choices'
import { FormField } from '@/features/settings/ui'
import { manages } from '@/features/teams/roles'
import { useTeams } from '@/features/teams/useTeams'
import { useT } from '@/i18n'
import { BrandPreview } from './BrandPreview'
import styles from './Brands.module.css'
import { freeRole, isColour, lacking, withColour, withRole } from './palette'
import { type Brand, type BrandWish, type Corner, CORNERS, HARMONY, MAX_COLOURS, MIN_COLOURS, newBrand, type Role, ROLES, wishOf } from './types'
import { useBrandChanges } from './useBrands'

/** Makes a brand or changes one, with a look at what comes of it at every change. */
export function BrandEditor({ brand, onClose }: { brand: Brand | null; onClose: () => void }) {
  const t = useT()
  const phone = usePhone()
  const { message } = App.useApp()
  const { save } = useBrandChanges()
  const teams = (useTeams().data?.items ?? []).filter((team) => manages(team.role))
  const [id, setId] = useState(brand?.id ?? null)
  const [teamId, setTeamId] = useState<string | null>(brand?.team_id ?? null)
  const [wish, setWish] = useState<BrandWish>(() => (brand ? wishOf(brand) : newBrand))
  const [logo, setLogo] = useState<File | null | undefined>(undefined)
  const [checked, setChecked] = useState(false)
  const [wrong, setWrong] = useState<string>()
  const choose = (file: File | null) => {
    setWrong(undefined)
    setLogo(file)
  }
  const set = (change: Partial<BrandWish>) => setWish((old) => ({ ...old, ...change }))
  const setMark = (change: Partial<BrandWish['mark']>) => setWish((old) => ({ ...old, mark: { ...old.mark, ...change } }))
  const lacks = lacking(wish)
  const shown = useFileUrl(logo) ?? (logo === null ? null : (brand?.logo?.url ?? null))
  const submit = () => {
    setChecked(true)
    if (lacks) return
    save.mutate(
      { id, teamId, wish: { ...wish, name: wish.name.trim() }, logo, onId: setId },
      {
        onSuccess: (refused) => {
          if (refused) {
            setWrong(t('brands.logoRefused', { reason: errorText(refused.fault, t) }))
            setLogo(undefined)
            return
          }
          announce(t('brands.saved'))
          onClose()
        },
        onError: (error) => void message.error(errorText(error, t), 6),
      },
    )
  }
  return (
    <Drawer
      open
      onClose={onClose}
      title={t(brand ? 'brands.edit' : 'brands.create')}
      placement={phone ? 'bottom' : 'right'}
      size={phone ? '92dvh' : 480}
      data-testid="brand-editor"
      footer={
        <div className={styles.footer}>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" loading={save.isPending} onClick={submit} data-testid="brand-save">
            {t('common.save')}
          </Button>
        </div>
      }
    >
      <div className={styles.form}>
        <BrandPreview wish={wish} logo={shown} />
        <FormField label={t('brands.name')} error={checked && lacks === 'name' ? t('brands.nameMissing') : undefined}>
          {(control) => <Input {...control} value={wish.name} maxLength={80} onChange={(event) => set({ name: event.target.value })} data-testid="brand-name" />}
        </FormField>
        {!brand?.team_id && teams.length > 0 && (
          <FormField label={t('brands.owner')} help={t('brands.ownerHelp')}>
            {(control) => <Select id={control.id} value={teamId ?? ''} onChange={(value: string) => setTeamId(value || null)} options={[{ value: '', label: t('brands.mine') }, ...teams.map((team) => ({ value: team.id, label: team.name }))]} data-testid="brand-owner" />}
          </FormField>
        )}
        <Palette wish={wish} onChange={(palette) => set({ palette })} wrong={checked && lacks === 'colours'} />
        <Field label={t('brands.logo')} help={t('brands.logoHelp')} error={wrong}>
          <LogoButtons has={shown !== null} onFile={choose} onDrop={() => choose(null)} />
          {shown && (
            <>
              <label className={styles.line}>
                <span>{t('brands.logoShow')}</span>
                <Switch checked={wish.mark.show} onChange={(show) => setMark({ show })} data-testid="brand-mark-show" />
              </label>
              <div className={styles.line}>
                <span>{t('brands.corner')}</span>
                <Select<Corner> className={styles.corner!} value={wish.mark.corner} onChange={(corner) => setMark({ corner })} options={CORNERS.map((value) => ({ value, label: t(`brands.corners.${value}`) }))} aria-label={t('brands.corner')} />
              </div>
              <Amount label={t('brands.share')} value={wish.mark.share} min={0.04} max={0.6} step={0.01} onChange={(share) => setMark({ share })} />
              <Amount label={t('brands.clear')} value={wish.mark.clear} min={0} max={0.2} step={0.01} onChange={(clear) => setMark({ clear })} />
            </>
          )}
        </Field>
        <FormField label={t('brands.style')} help={t('brands.styleHelp')}>
          {(control) => (
            <Select
              id={control.id}
              value={wish.style ?? ''}
              onChange={(style: string) => set({ style: style || null })}
              options={[{ value: '', label: t('brands.noStyle') }, ...styleIds.map((value) => ({ value: value as string, label: t(`pictures.styles.${value}`) }))]}
              data-testid="brand-style"
            />
          )}
        </FormField>
        <FormField label={t('brands.tone')} help={t('brands.toneHelp')}>
          {(control) => <Input {...control} value={wish.tone} maxLength={300} placeholder={t('brands.toneHint')} onChange={(event) => set({ tone: event.target.value })} data-testid="brand-tone" />}
        </FormField>
        <FormField label={t('brands.negative')} help={t('brands.negativeHelp')}>
          {(control) => <Input.TextArea {...control} value={wish.negative} maxLength={600} autoSize={{ minRows: 1, maxRows: 4 }} placeholder={t('brands.negativeHint')} onChange={(event) => set({ negative: event.target.value })} />}
        </FormField>
        <Field label={t('brands.harmony')} help={t('brands.harmonyHelp')}>
          <label className={styles.line}>
            <span>{t('brands.harmonyShow')}</span>
            <Switch checked={wish.harmony > 0} onChange={(on) => set({ harmony: on ? HARMONY : 0 })} data-testid="brand-harmony" />
          </label>
          {wish.harmony > 0 && <Amount label={t('brands.strength')} value={wish.harmony} min={0.05} max={1} step={0.05} onChange={(harmony) => set({ harmony })} />}
        </Field>
      </div>
    </Drawer>
  )
}

function Palette({ wish, onChange, wrong }: { wish: BrandWish; onChange: (palette: BrandWish['palette']) => void; wrong: boolean }) {
  const t = useT()
  const { palette } = wish
  return (
    <Field label={t('brands.palette')} help={wrong ? undefined : t('brands.paletteHelp')} error={wrong ? t('brands.paletteWrong') : undefined}>
      <ul className={styles.palette}>
        {palette.map(({ colour, role }, at) => (
          <li key={at} data-testid="brand-colour">
            <input type="color" value={isColour(colour) ? colour : '#000000'} aria-label={t('brands.pick', { number: at + 1 })} onChange={(event) => onChange(withColour(palette, at, event.target.value))} />
            <Input value={colour} maxLength={7} aria-label={t('brands.colour', { number: at + 1 })} status={isColour(colour) ? '' : 'error'} onChange={(event) => onChange(withColour(palette, at, event.target.value.trim().toLowerCase()))} data-testid="brand-hex" />
            <Select<Role> value={role} onChange={(next) => onChange(withRole(palette, at, next))} options={ROLES.map((value) => ({ value, label: t(`brands.roles.${value}`) }))} aria-label={t('brands.role', { number: at + 1 })} />
            <IconButton icon={Trash2} size="small" label={t('brands.dropColour', { number: at + 1 })} disabled={palette.length <= MIN_COLOURS} onClick={() => onChange(palette.filter((_, index) => index !== at))} />
          </li>
        ))}
      </ul>
      {palette.length < MAX_COLOURS && (
        <Button size="small" className={styles.add!} icon={<Plus size={14} aria-hidden />} onClick={() => onChange([...palette, { colour: '#8a8f98', role: freeRole(palette) }])} data-testid="brand-add-colour">
          {t('brands.addColour')}
        </Button>
      )}
    </Field>
  )
}

function LogoButtons({ has, onFile, onDrop }: { has: boolean; onFile: (file: File) => void; onDrop: () => void }) {
  const t = useT()
  const files = useRef<HTMLInputElement>(null)
  return (
    <div className={styles.buttons}>
      <Button icon={<Upload size={16} strokeWidth={1.75} aria-hidden />} onClick={() => files.current?.click()}>
        {t(has ? 'brands.logoOther' : 'brands.logoUpload')}
      </Button>
      {has && (
        <Button icon={<Trash2 size={16} strokeWidth={1.75} aria-hidden />} onClick={onDrop}>
          {t('brands.logoDrop')}
        </Button>
      )}
      <input
        ref={files}
        type="file"
        accept="image/png,image/jpeg,image/webp,image/gif,image/svg+xml"
        hidden
        onChange={(event) => {
          const file = event.target.files?.[0]
          if (file) onFile(file)
          event.target.value = ''
        }}
        data-testid="brand-logo-file"
      />
    </div>
  )
}

const intoView = (one: HTMLElement | null) => one?.scrollIntoView({ block: 'nearest' })

function Field({ label, help, error, children }: { label: string; help?: string | undefined; error?: string | undefined; children: React.ReactNode }) {
  const id = useId()
  return (
    <section className={styles.field} aria-labelledby={id}>
      <h3 id={id}>{label}</h3>
      {children}
      {error ? (
        <p ref={intoView} className={styles.error} role="alert">
          {error}
        </p>
      ) : (
        help && <p className={styles.help}>{help}</p>
      )}
    </section>
  )
}

function Amount({ label, value, min, max, step, onChange }: { label: string; value: number; min: number; max: number; step: number; onChange: (value: number) => void }) {
  const t = useT()
  const percent = (part: number | undefined) => t('pictures.percent', { percent: Math.round((part ?? 0) * 100) })
  return (
    <div className={styles.amount}>
      <span>{label}</span>
      <Slider min={min} max={max} step={step} value={value} onChange={onChange} tooltip={{ formatter: percent }} ariaLabelForHandle={label} />
      <output>{percent(value)}</output>
    </div>
  )
}

/** An address for a file that was picked, as long as it is shown. */
function useFileUrl(file: File | null | undefined): string | null {
  const url = useMemo(() => (file ? URL.createObjectURL(file) : null), [file])
  useEffect(() => () => void (url && URL.revokeObjectURL(url)), [url])
  return url
}
