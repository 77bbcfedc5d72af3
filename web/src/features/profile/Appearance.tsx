import { Segmented } from 'antd'
import { Monitor, Moon, Sun } from 'lucide-react'
import { useUpdateMe } from '@/api/session'
import type { Locale } from '@/api/types'
import { Block } from '@/features/settings/ui'
import { chooseLocale, currentLocale, locales, useT } from '@/i18n'
import { type Choice, useTheme } from '@/theme/store'
import styles from './Profile.module.css'

const icon = (Icon: typeof Sun) => <Icon size={15} strokeWidth={1.75} aria-hidden />

/** Language and light or dark; both take effect at once and follow one to other devices. */
export function Appearance() {
  const t = useT()
  const update = useUpdateMe()
  const { choice, choose } = useTheme()
  const options: { value: Choice; label: string; icon: React.ReactNode }[] = [
    { value: 'light', label: t('common.themeLight'), icon: icon(Sun) },
    { value: 'dark', label: t('common.themeDark'), icon: icon(Moon) },
    { value: 'system', label: t('common.themeSystem'), icon: icon(Monitor) },
  ]
  return (
    <Block title={t('profile.appearance')}>
      <div className={styles.row}>
        <span id="profile-language">{t('common.language')}</span>
        <Segmented<Locale>
          value={currentLocale()}
          options={locales.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(locale) => {
            void chooseLocale(locale)
            update.mutate({ locale })
          }}
          aria-labelledby="profile-language"
          data-testid="profile-language"
        />
      </div>
      <div className={styles.row}>
        <span id="profile-theme">{t('common.theme')}</span>
        <Segmented<Choice>
          value={choice}
          options={options}
          onChange={(theme) => {
            choose(theme)
            update.mutate({ theme })
          }}
          aria-labelledby="profile-theme"
          data-testid="profile-theme"
        />
      </div>
    </Block>
  )
}
