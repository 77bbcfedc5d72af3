import { Button, Input } from 'antd'
import { Plus, Trash2, Undo2 } from 'lucide-react'
import { useId } from 'react'
import { IconButton } from '@/components/IconButton'
import { useT } from '@/i18n'
import type { KeyChanges } from './useAdmin'
import styles from './MoreKeys.module.css'

/** What the form does to the further keys: those typed here, and the numbers of stored ones that go. */
export interface Keys {
  added: string[]
  removed: number[]
}
export const noKeys: Keys = { added: [], removed: [] }

const MOST = 32
/** The provider's own key is number 1. */
const FIRST = 2

/** What of it is sent; nothing for what stays as it is. */
export function keyChanges({ added, removed }: Keys): KeyChanges {
  const typed = added.map((key) => key.trim()).filter(Boolean)
  return { ...(typed.length ? { add_api_keys: typed } : {}), ...(removed.length ? { remove_api_keys: removed } : {}) }
}

interface Props {
  /** how many the server has; their text is never known here */
  stored: number
  keys: Keys
  onChange: (keys: Keys) => void
  error: string | undefined
}

/** Further keys of one vendor, which share the calls. Stored ones are counted, never shown. */
export function MoreKeys({ stored, keys: { added, removed }, onChange, error }: Props) {
  const t = useT()
  const id = useId()
  const numbers = Array.from({ length: stored }, (_, index) => index + FIRST)
  return (
    <fieldset className={styles.keys} aria-describedby={`${id}-help`}>
      <legend>{t('models.moreKeys')}</legend>
      <p id={`${id}-help`} className={error ? styles.error : undefined} role={error ? 'alert' : undefined}>
        {error ?? t('models.moreKeysHelp')}
      </p>
      {numbers.map((number) => {
        const goes = removed.includes(number)
        return (
          <div key={number} className={styles.stored} data-gone={goes || undefined} data-testid="key-stored">
            <span>
              {t('models.keyNumber', { number })} <small>{t(goes ? 'models.keyGoes' : 'models.keyIsStored')}</small>
            </span>
            <IconButton
              icon={goes ? Undo2 : Trash2}
              size="small"
              label={t(goes ? 'models.keepKey' : 'models.removeKey', { number })}
              onClick={() => onChange({ added, removed: goes ? removed.filter((one) => one !== number) : [...removed, number] })}
              data-testid="key-remove"
            />
          </div>
        )
      })}
      {added.map((key, index) => {
        const number = FIRST + stored + index
        return (
          <div key={index} className={styles.typed}>
            <Input.Password
              value={key}
              autoComplete="new-password"
              spellCheck={false}
              autoFocus={key === ''}
              aria-label={t('models.keyNumber', { number })}
              placeholder={t('models.keyNumber', { number })}
              onChange={(event) => onChange({ added: added.with(index, event.target.value), removed })}
              data-testid="key-more"
            />
            <IconButton icon={Trash2} size="small" label={t('models.removeKey', { number })} onClick={() => onChange({ added: added.toSpliced(index, 1), removed })} />
          </div>
        )
      })}
      <Button
        type="dashed"
        icon={<Plus size={16} strokeWidth={2} aria-hidden />}
        disabled={stored - removed.length + added.length >= MOST}
        onClick={() => onChange({ added: [...added, ''], removed })}
        data-testid="key-add"
      >
        {t('models.addKey')}
      </Button>
    </fieldset>
  )
}
