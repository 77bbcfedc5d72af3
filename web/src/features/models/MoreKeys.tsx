import { Button, Input, InputNumber } from 'antd'
import { Plus, Trash2, Undo2 } from 'lucide-react'
import { useId } from 'react'
import { IconButton } from '@/components/IconButton'
import { sentences } from '@/components/sentences'
import { useT } from '@/i18n'
import { FIRST, type Keys } from './keyChanges'
import styles from './MoreKeys.module.css'

const MOST = 32

interface Props {
  /** how many the server has; their text is never known here */
  stored: number
  keys: Keys
  onChange: (keys: Keys) => void
  error: string | undefined
}

/** Further keys of one vendor, which share the calls. Stored ones are counted, never shown. */
export function MoreKeys({ stored, keys, onChange, error }: Props) {
  const t = useT()
  const id = useId()
  const { weights, added, removed } = keys
  const set = (changed: Partial<Keys>) => onChange({ ...keys, ...changed })
  const numbers = Array.from({ length: stored }, (_, index) => index + FIRST)
  const several = stored - removed.length + added.length > 0
  const weigh = (number: number) => (
    <Share number={number} value={weights[number - 1] ?? 1} onChange={(weight) => set({ weights: weights.with(number - 1, weight) })} />
  )
  return (
    <fieldset className={styles.keys} aria-describedby={`${id}-help`}>
      <legend>{t('models.moreKeys')}</legend>
      <p id={`${id}-help`} className={error ? styles.error : undefined} role={error ? 'alert' : undefined}>
        {sentences(error ?? t('models.moreKeysHelp'), !error && several && t('models.keySharesHelp'))}
      </p>
      {several && (
        <div className={styles.stored} data-testid="key-first">
          <span>
            {t('models.keyNumber', { number: 1 })} <small>{t('models.keyAbove')}</small>
          </span>
          {weigh(1)}
        </div>
      )}
      {numbers.map((number) => {
        const goes = removed.includes(number)
        return (
          <div key={number} className={styles.stored} data-gone={goes || undefined} data-testid="key-stored">
            <span>
              {t('models.keyNumber', { number })} <small>{t(goes ? 'models.keyGoes' : 'models.keyIsStored')}</small>
            </span>
            {!goes && weigh(number)}
            <IconButton
              icon={goes ? Undo2 : Trash2}
              size="small"
              label={t(goes ? 'models.keepKey' : 'models.removeKey', { number })}
              onClick={() => set({ removed: goes ? removed.filter((one) => one !== number) : [...removed, number] })}
              data-testid="key-remove"
            />
          </div>
        )
      })}
      {added.map((typed, index) => {
        const number = FIRST + stored + index
        const edit = (changed: Partial<typeof typed>) => set({ added: added.with(index, { ...typed, ...changed }) })
        return (
          <div key={index} className={styles.typed}>
            <Input.Password
              value={typed.key}
              autoComplete="new-password"
              spellCheck={false}
              autoFocus={typed.key === ''}
              aria-label={t('models.keyNumber', { number })}
              placeholder={t('models.keyNumber', { number })}
              onChange={(event) => edit({ key: event.target.value })}
              data-testid="key-more"
            />
            <Share number={number} value={typed.weight} onChange={(weight) => edit({ weight })} />
            <IconButton icon={Trash2} size="small" label={t('models.removeKey', { number })} onClick={() => set({ added: added.toSpliced(index, 1) })} />
          </div>
        )
      })}
      <Button
        type="dashed"
        icon={<Plus size={16} strokeWidth={2} aria-hidden />}
        disabled={stored - removed.length + added.length >= MOST}
        onClick={() => set({ added: [...added, { key: '', weight: 1 }] })}
        data-testid="key-add"
      >
        {t('models.addKey')}
      </Button>
    </fieldset>
  )
}

function Share({ number, value, onChange }: { number: number; value: number; onChange: (weight: number) => void }) {
  const t = useT()
  return (
    <InputNumber
      className={styles.share!}
      min={0}
      max={10_000}
      precision={0}
      value={value}
      prefix={<span className={styles.shareWord}>{t('models.weight')}</span>}
      aria-label={t('models.keyWeight', { number })}
      onChange={(weight) => onChange(weight ?? 1)}
      data-testid={`key-weight-${number}`}
    />
  )
}
