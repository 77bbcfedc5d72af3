import { useMemo } from 'react'
import { Navigate, NavLink, Outlet, useLocation } from 'react-router'
import { PaneToggle, Split } from '@/app/Split'
import { useUi } from '@/app/ui'
import { may, useUser } from '@/api/session'
import { useTitle } from '@/components/useTitle'
import { useT } from '@/i18n'
import { groups, sections } from './sections'
import styles from './SettingsPage.module.css'

/** List of sections at the left, the chosen one at the right. */
export function SettingsPage() {
  const t = useT()
  const user = useUser()
  const { pathname } = useLocation()
  const setSheet = useUi((s) => s.setSheet)
  const shown = useMemo(() => sections.filter((s) => may(user, s.needs)), [user])
  const section = shown.find((s) => pathname.startsWith(`/settings/${s.id}`))
  useTitle(section && t(`settings.names.${section.id}`))
  if (!section) return shown[0] ? <Navigate to={`/settings/${shown[0].id}`} replace /> : null

  const list = (
    <nav className={styles.list} aria-label={t('settings.title')}>
      <h1 className={styles.title}>{t('settings.title')}</h1>
      {groups.map((group) => {
        const own = shown.filter((s) => s.group === group)
        return (
          own.length > 0 && (
            <div key={group} role="group" aria-label={t(`settings.groups.${group}`)}>
              <h2 className={styles.group} aria-hidden>
                {t(`settings.groups.${group}`)}
              </h2>
              {own.map((s) => (
                <NavLink key={s.id} to={`/settings/${s.id}`} className={styles.item!} onClick={() => setSheet(false)} data-testid={`settings-${s.id}`}>
                  <s.icon size={18} strokeWidth={1.75} aria-hidden />
                  {t(`settings.names.${s.id}`)}
                </NavLink>
              ))}
            </div>
          )
        )
      })}
    </nav>
  )
  return (
    <Split label={t('settings.title')} list={list}>
      <header className={styles.header}>
        <PaneToggle />
        <h2>{t(`settings.names.${section.id}`)}</h2>
      </header>
      <div className={styles.body}>
        <div className={styles.column}>
          <Outlet />
        </div>
      </div>
    </Split>
  )
}
