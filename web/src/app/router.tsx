import { createBrowserRouter } from 'react-router'
import { areas } from './areas'
import { Frame } from './Frame'
import { CrashPage, NotFoundPage } from './pages'
import { RequireUser, Root, WhenSignedOut } from './gate'

export const router = createBrowserRouter([
  {
    element: <Root />,
    errorElement: <CrashPage />,
    HydrateFallback: () => null,
    children: [
      {
        element: <WhenSignedOut />,
        children: [
          { path: 'sign-in', lazy: async () => ({ Component: (await import('@/features/auth')).SignInPage }) },
          { path: 'forgot', lazy: async () => ({ Component: (await import('@/features/auth')).ForgotPage }) },
          { path: 'setup', lazy: async () => ({ Component: (await import('@/features/auth')).SetupPage }) },
        ],
      },
      { path: 'reset', lazy: async () => ({ Component: (await import('@/features/auth')).ResetPage }) },
      { path: 'invitation', lazy: async () => ({ Component: (await import('@/features/auth')).InvitationPage }) },
      {
        element: (
          <RequireUser>
            <Frame />
          </RequireUser>
        ),
        children: [
          { errorElement: <CrashPage />, children: areas.flatMap((area) => area.routes) },
          { path: '*', element: <NotFoundPage /> },
        ],
      },
    ],
  },
])
