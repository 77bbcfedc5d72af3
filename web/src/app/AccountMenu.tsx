import { Dropdown, type MenuProps } from 'antd'
import { Check, Languages, LogOut, Monitor, Moon, Sun, UserRound } from 'lucide-react'
import { useNavigate } from 'react-router'
import { useSignOut, useUpdateMe, useUser } from '@/api/session'
import { PersonFace } from '@/components/PersonFace'
import { chooseLocale, currentLocale, locales, useT } from '@/i18n'
import { type Choice, useTheme } from '@/theme/store'
import styles from './AccountMenu.module.css'
import { areas } from './areas'

/** Account button with language, appearance and sign-out. */
export function AccountMenu({ phone }: { phone: boolean }) {
  const t = useT()
  const user = useUser()
  const navigate = useNavigate()
  const signOut = useSignOut()
  const updateMe = useUpdateMe()
  const { choice, choose } = useTheme()
  const name = user.name || user.email
  const hasSettings = areas.some((area) => area.id === 'settings')

  const setTheme = (theme: Choice) => {
    choose(theme)
    updateMe.mutate({ theme })
  }
  const icon = (Icon: typeof Sun) => <Icon size={16} strokeWidth={1.75} aria-hidden />

  const chosen = (label: string, isChosen: boolean) => (
    <span className={styles.choice}>
      {label}
      {isChosen && <Check size={15} role="img" aria-label={t('common.chosen')} />}
    </span>
  )

  const items: MenuProps['items'] = [
    {
      key: 'who',
      type: 'group',
      label: (
        <span className={styles.who}>
          <strong>{name}</strong>
          <span>{user.name ? user.email : t(`common.roles.${user.role}`)}</span>
        </span>
      ),
    },
    ...(hasSettings
      ? [{ key: 'profile', icon: icon(UserRound), label: t('common.profile'), onClick: () => void navigate('/settings/profile') }]
      : []),
    {
      key: 'language',
      icon: icon(Languages),
      label: t('common.language'),
      children: locales.map(({ id, name: label }) => ({
        key: id,
        label: chosen(label, id === currentLocale()),
        onClick: () => {
          void chooseLocale(id)
          updateMe.mutate({ locale: id })
        },
      })),
    },
    {
      key: 'theme',
      icon: icon(choice === 'dark' ? Moon : choice === 'light' ? Sun : Monitor),
      label: t('common.theme'),
      children: [
        { key: 'light', icon: icon(Sun), label: chosen(t('common.themeLight'), choice === 'light'), onClick: () => setTheme('light') },
        { key: 'dark', icon: icon(Moon), label: chosen(t('common.themeDark'), choice === 'dark'), onClick: () => setTheme('dark') },
        { key: 'system', icon: icon(Monitor), label: chosen(t('common.themeSystem'), choice === 'system'), onClick: () => setTheme('system') },
      ],
    },
    { type: 'divider' },
    { key: 'out', icon: icon(LogOut), label: t('common.signOut'), onClick: () => signOut.mutate() },
  ]

  return (
    <Dropdown autoFocus
      menu={{ items, selectable: false }}
      trigger={['click']}
      placement={phone ? 'topRight' : 'topLeft'}
    >
      <button type="button" className={styles.button} aria-label={t('common.account')} data-testid="account-menu">
        <span className={styles.avatar} aria-hidden>
          <PersonFace person={user} />
        </span>
        {phone && <span className={styles.text}>{t('common.account')}</span>}
      </button>
    </Dropdown>
  )
}
