import { Input, InputNumber } from 'antd'
import { Dices } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '@/components/IconButton'
import { BrandChoice } from '@/features/brands/BrandChoice'
import { useBrand } from '@/features/brands/useBrands'
import { useT } from '@/i18n'
import { type Field, swatches, withField } from './fields'
import styles from './Panel.module.css'
import type { Look } from './types'
import { drawingUrl, randomSeed, type useAvatar } from './useAvatar'

interface Props {
  look: Look
  avatar: ReturnType<typeof useAvatar>
  fields: Field[]
}

const GROUPS = [
  { id: 'person', fields: ['gender', 'age', 'skin_tone'] },
  { id: 'hair', fields: ['hair_style', 'hair_color'] },
  { id: 'face', fields: ['expression', 'glasses', 'facial_hair'] },
  { id: 'clothes', fields: ['clothing', 'clothing_color', 'accessories'] },
  { id: 'scene', fields: ['background', 'mood_words'] },
] as const
/** Drawing styles to pick by hand: few enough that the server keeps them all in memory. */
const DRAWINGS = ['lorelei', 'avataaars', 'adventurer', 'open-peeps', 'notionists', 'micah', 'big-smile', 'personas']

/** Every field with all its values, in groups; what is pressed is said, pressing it again takes it back. */
export function Panel({ look, avatar, fields }: Props) {
  const t = useT()
  const byName = new Map(fields.map((field) => [field.name, field]))
  const style = byName.get('style')
  const brand = useBrand()
  return (
    <>
      <section className={styles.group} aria-labelledby="avatar-style">
        <h2 id="avatar-style">{t('avatars.groups.style')}</h2>
        <ul className={styles.gallery}>
          {style?.values.map(({ value, label }) => {
            const chosen = look.spec.style === value
            return (
              <li key={value}>
                <button type="button" aria-pressed={chosen} onClick={() => void avatar.onField('style', chosen ? null : value)} data-testid={`style-${value}`}>
                  <img src={drawingUrl({ spec: withField(look.spec, 'style', value), seed: look.seed, drawing: null }, 96, brand)} alt="" width={72} height={72} loading="lazy" />
                  <span>{label}</span>
                </button>
              </li>
            )
          })}
        </ul>
        <Drawings look={look} avatar={avatar} />
        <Seed look={look} avatar={avatar} />
      </section>
      <section className={styles.group} aria-labelledby="avatar-brand">
        <h2 id="avatar-brand">{t('brands.brand')}</h2>
        <BrandChoice />
        <p className={styles.help}>{t('brands.avatarHelp')}</p>
      </section>
      {GROUPS.map((group) => (
        <section key={group.id} className={styles.group} aria-labelledby={`avatar-${group.id}`}>
          <h2 id={`avatar-${group.id}`}>{t(`avatars.groups.${group.id}`)}</h2>
          {group.fields.map((name) => {
            const field = byName.get(name)
            if (!field) return null
            return field.free ? <Moods key={name} field={field} look={look} avatar={avatar} /> : <Values key={name} field={field} look={look} avatar={avatar} />
          })}
        </section>
      ))}
    </>
  )
}

function Values({ field, look, avatar }: { field: Field; look: Look; avatar: Props['avatar'] }) {
  const current = [look.spec[field.name] ?? []].flat()
  const colors = swatches[field.name]
  const press = (value: string) => {
    const chosen = current.includes(value)
    if (!field.many) return void avatar.onField(field.name, chosen ? null : value)
    const next = chosen ? current.filter((one) => one !== value) : [...current, value]
    return void avatar.onField(field.name, next.length ? next : null)
  }
  return (
    <fieldset className={styles.field}>
      <legend>{field.label}</legend>
      <div className={styles.values}>
        {field.values.map(({ value, label }) =>
          colors?.[value] ? (
            <button
              key={value}
              type="button"
              className={styles.swatch}
              style={{ '--swatch': colors[value] } as React.CSSProperties}
              data-clear={value === 'transparent' || undefined}
              title={label}
              aria-label={label}
              aria-pressed={current.includes(value)}
              onClick={() => press(value)}
              data-testid={`value-${field.name}-${value}`}
            />
          ) : (
            <button key={value} type="button" className={styles.pill} aria-pressed={current.includes(value)} onClick={() => press(value)} data-testid={`value-${field.name}-${value}`}>
              {label}
            </button>
          ),
        )}
      </div>
    </fieldset>
  )
}

function Moods({ field, look, avatar }: { field: Field; look: Look; avatar: Props['avatar'] }) {
  const t = useT()
  const said = [look.spec[field.name] ?? []].flat().join(t('avatars.separator'))
  return (
    <label className={styles.field}>
      <span className={styles.legend}>{field.label}</span>
      <Input
        key={said}
        defaultValue={said}
        placeholder={t('avatars.mood')}
        maxLength={200}
        data-own-undo
        onPressEnter={(event) => event.currentTarget.blur()}
        onBlur={(event) => {
          const words = event.target.value.split(/[,，、]/).map((word) => word.trim().slice(0, 40)).filter(Boolean).slice(0, 12)
          if (event.target.value.trim() !== said) void avatar.onField(field.name, words.length ? words : null)
        }}
      />
    </label>
  )
}

/** Drawing styles by hand; their pictures are asked for only when somebody looks. */
function Drawings({ look, avatar }: { look: Look; avatar: Props['avatar'] }) {
  const t = useT()
  const [open, setOpen] = useState(look.drawing !== null)
  const brand = useBrand()
  return (
    <details className={styles.more} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('avatars.drawings')}</summary>
      {open && (
        <ul className={styles.gallery}>
          {[null, ...DRAWINGS].map((drawing) => (
            <li key={drawing ?? ''}>
              <button type="button" aria-pressed={look.drawing === drawing} onClick={() => avatar.onLook({ drawing })}>
                <img src={drawingUrl({ ...look, drawing }, 96, brand)} alt="" width={72} height={72} loading="lazy" />
                <span>{drawing ?? t('avatars.drawingAuto')}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </details>
  )
}

function Seed({ look, avatar }: { look: Look; avatar: Props['avatar'] }) {
  const t = useT()
  return (
    <div className={styles.seed}>
      <label htmlFor="avatar-seed">{t('avatars.seed')}</label>
      <InputNumber
        id="avatar-seed"
        min={0}
        max={2 ** 31 - 1}
        precision={0}
        controls={false}
        value={look.seed}
        data-own-undo
        onChange={(seed) => seed !== null && avatar.onLook({ seed })}
      />
      <IconButton icon={Dices} label={t('avatars.dice')} onClick={() => avatar.onLook({ seed: randomSeed() })} data-testid="avatar-dice" />
    </div>
  )
}
