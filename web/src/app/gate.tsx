import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect } from 'react'
import { Navigate, Outlet, useLocation, useSearchParams } from 'react-router'
import { setUnauthorizedHandler } from '@/api/client'
import { keys } from '@/api/keys'
import { useBootstrap } from '@/api/session'
import type { Bootstrap } from '@/api/types'
import { chooseLocale, currentLocale } from '@/i18n'
import { useTheme } from '@/theme/store'
import { Splash, UnreachablePage } from './pages'

/** Only addresses inside this page are followed after sign-in. */
export const safeNext = (next: string | null): string =>
  next && next.startsWith('/') && !next.startsWith('//') && !next.startsWith('/sign-in') ? next : '/'

/** Asks who is here, once; takes over that person's language and appearance. */
export function Root() {
  const client = useQueryClient()
  const { data, error, refetch, isFetching } = useBootstrap()
  const user = data?.user

  useEffect(() => {
    setUnauthorizedHandler(() => {
      const old = client.getQueryData<Bootstrap>(keys.bootstrap)
      if (!old?.user) return
      sessionStorage.setItem('huahua.expired', '1')
      client.setQueryData<Bootstrap>(keys.bootstrap, { ...old, user: null })
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== keys.bootstrap[0] })
    })
  }, [client])

  const locale = user?.locale
  const theme = user?.theme
  useEffect(() => {
    if (locale && locale !== currentLocale()) void chooseLocale(locale)
  }, [locale])
  useEffect(() => {
    if (theme && theme !== useTheme.getState().choice) useTheme.getState().choose(theme)
  }, [theme])

  if (error && !data) return <UnreachablePage retry={() => void refetch()} busy={isFetching} />
  if (!data) return <Splash />
  return <Outlet />
}

export function RequireUser({ children }: { children: ReactNode }) {
  const { data } = useBootstrap()
  const { pathname, search } = useLocation()
  if (data?.setup_needed) return <Navigate to="/setup" replace />
  if (!data?.user) {
    const here = pathname + search
    return <Navigate to={here === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(here)}`} replace />
  }
  return children
}

export function WhenSignedOut() {
  const { data } = useBootstrap()
  const { pathname } = useLocation()
  const [params] = useSearchParams()
  if (data?.user) return <Navigate to={safeNext(params.get('next'))} replace />
  if (data?.setup_needed && pathname !== '/setup') return <Navigate to="/setup" replace />
  if (!data?.setup_needed && pathname === '/setup') return <Navigate to="/sign-in" replace />
  return <Outlet />
}
