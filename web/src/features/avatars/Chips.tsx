import { Dropdown, type MenuProps } from 'antd'
import { ChevronDown, Lock, LockOpen, Plus, X } from 'lucide-react'
import { useT } from '@/i18n'
import styles from './Chips.module.css'
import { type Field, saidOf } from './fields'
import type { Look } from './types'
import type { useAvatar } from './useAvatar'

interface Props {
  look: Look
  avatar: ReturnType<typeof useAvatar>
  fields: Field[]
}

/** What is said of the avatar, field by field: change, lock, clear, add. */
export function Chips({ look, avatar, fields }: Props) {
  const t = useT()
  const said = fields.filter((field) => field.name in look.spec)
  const unsaid = fields.filter((field) => !(field.name in look.spec) && !field.free)
  const menuOf = (field: Field): NonNullable<MenuProps['items']> => {
    const current = [look.spec[field.name] ?? []].flat()
    return field.values.map(({ value, label }) => ({
      key: `${field.name}.${value}`,
      label,
      onClick: () => {
        const next = current.includes(value) ? current.filter((one) => one !== value) : [...current, value]
        void avatar.onField(field.name, field.many ? next : value)
      },
    }))
  }
  return (
    <ul className={styles.chips} aria-label={t('avatars.fields')} data-testid="avatar-chips">
      {said.map((field) => {
        const locked = look.locked.includes(field.name)
        const current = [look.spec[field.name] ?? []].flat()
        const text = (
          <>
            <span className={styles.name}>{field.label}</span>
            <span className={styles.value}>{saidOf(field, look.spec, t('avatars.nothing'), t('avatars.separator'))}</span>
          </>
        )
        return (
          <li key={field.name} className={styles.chip} data-locked={locked || undefined} data-testid={`chip-${field.name}`}>
            {field.free ? (
              <span className={styles.body}>{text}</span>
            ) : (
              <Dropdown autoFocus trigger={['click']} menu={{ items: menuOf(field), selectable: true, multiple: field.many, selectedKeys: current.map((value) => `${field.name}.${value}`), className: styles.menu! }}>
                <button type="button" className={styles.body}>
                  {text}
                  <ChevronDown size={13} aria-hidden />
                </button>
              </Dropdown>
            )}
            <button
              type="button"
              className={styles.icon}
              aria-pressed={locked}
              aria-label={t(locked ? 'avatars.unlock' : 'avatars.lock', { name: field.label })}
              onClick={() => avatar.toggleLock(field.name)}
            >
              {locked ? <Lock size={14} aria-hidden /> : <LockOpen size={14} aria-hidden />}
            </button>
            <button type="button" className={styles.icon} aria-label={t('avatars.clear', { name: field.label })} onClick={() => void avatar.onField(field.name, null)}>
              <X size={14} aria-hidden />
            </button>
          </li>
        )
      })}
      {unsaid.length > 0 && fields.length > 0 && (
        <li>
          <Dropdown
            autoFocus
            trigger={['click']}
            menu={{ items: unsaid.map((field) => ({ key: field.name, label: field.label, children: menuOf(field), popupClassName: styles.menu! })), selectable: false }}
          >
            <button type="button" className={styles.add} aria-label={t('avatars.addField')} data-testid="chip-add">
              <Plus size={14} aria-hidden />
              {t('avatars.add')}
            </button>
          </Dropdown>
        </li>
      )}
    </ul>
  )
}
