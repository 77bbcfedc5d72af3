import { lazy, Suspense, useEffect, useMemo } from 'react'
import { Link, Outlet, useLocation, useNavigate } from 'react-router'
import { may, useUser } from '@/api/session'
import { Logo } from '@/components/Logo'
import { Tip } from '@/components/Tip'
import { sections } from '@/features/settings/sections'
import { useT } from '@/i18n'
import { AccountMenu } from './AccountMenu'
import { areas } from './areas'
import { type Command, useCommandRegistry, useCommands } from './commands'
import styles from './Frame.module.css'
import { Splash } from './pages'
import { LiveUpdates } from './LiveUpdates'
import { usePhone } from './useMedia'

const CommandPalette = lazy(() => import('./CommandPalette'))

/** Rail (or bottom bar), account, command palette, and the work area in between. */
export function Frame() {
  const t = useT()
  const user = useUser()
  const phone = usePhone()
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const shown = useMemo(() => areas.filter((area) => may(user, area.needs)), [user])
  const palette = useCommandRegistry((s) => s.open)
  const setPalette = useCommandRegistry((s) => s.setOpen)

  const commands = useMemo<Command[]>(
    () => [
      ...shown.map((area) => ({
        id: `go.${area.id}`,
        title: t(area.label),
        group: t('common.goTo'),
        icon: area.icon,
        run: () => void navigate(area.path),
      })),
      ...sections
        .filter((section) => may(user, section.needs))
        .map((section) => ({
          id: `go.settings.${section.id}`,
          title: t(`settings.names.${section.id}`),
          group: t('settings.title'),
          icon: section.icon,
          words: t(`settings.words.${section.id}`),
          run: () => void navigate(`/settings/${section.id}`),
        })),
    ],
    [shown, user, t, navigate],
  )
  useCommands('frame', commands)

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        setPalette(!useCommandRegistry.getState().open)
      }
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [setPalette])

  const entries = shown.map((area) => (
    <Tip key={area.id} title={phone ? '' : t(area.label)} placement="right">
      <Link
        to={area.path}
        className={styles.entry}
        aria-label={t(area.label)}
        aria-current={area.isAt(pathname) ? 'page' : undefined}
        data-testid={`nav-${area.id}`}
      >
        <area.icon size={21} strokeWidth={1.75} aria-hidden />
        {phone && <span className={styles.entryText}>{t(area.label)}</span>}
      </Link>
    </Tip>
  ))

  return (
    <div className={styles.frame} data-phone={phone || undefined}>
      <a className={styles.skip} href="#main">
        {t('common.skipToContent')}
      </a>
      <nav className={styles.rail} aria-label={t('common.mainNavigation')}>
        {!phone && (
          <Link to="/" className={styles.logo} aria-label={t('common.appName')} tabIndex={-1}>
            <Logo size={36} />
          </Link>
        )}
        {entries}
        <div className={styles.account}>
          <AccountMenu phone={phone} />
        </div>
      </nav>
      <main id="main" className={styles.main} tabIndex={-1}>
        <Suspense fallback={<Splash />}>
          <Outlet />
        </Suspense>
      </main>
      <LiveUpdates />
      <Suspense fallback={null}>{palette && <CommandPalette />}</Suspense>
    </div>
  )
}
