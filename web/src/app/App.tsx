import { QueryClientProvider } from '@tanstack/react-query'
import { App as AntApp, ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { RouterProvider } from 'react-router/dom'
import { queryClient } from '@/api/queryClient'
import { Announcer } from '@/components/Announcer'
import { antdTheme } from '@/theme/antd'
import { useTheme } from '@/theme/store'
import { router } from './router'
import { useMedia } from './useMedia'
import { useMenuFocus } from './useMenuFocus'

/** How long a message stays: a sentence that says what went wrong is not read in the library's three seconds. */
const MESSAGE_S = 5

export function App() {
  const { mode, reducedMotion } = useTheme()
  const { i18n } = useTranslation()
  const coarse = useMedia('(pointer: coarse)')
  useMenuFocus()
  const theme = useMemo(() => antdTheme(mode, reducedMotion, coarse), [mode, reducedMotion, coarse])
  return (
    <ConfigProvider theme={theme} locale={i18n.language === 'zh-CN' ? zhCN : enUS} button={{ autoInsertSpace: false }}>
      <AntApp component={false} message={{ maxCount: 2, duration: MESSAGE_S }}>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
          <Announcer />
        </QueryClientProvider>
      </AntApp>
    </ConfigProvider>
  )
}
