import { App } from 'antd'
import { useCallback } from 'react'
import { useT } from '@/i18n'
import { copyText } from './useCopied'

/** Copies text and says so at the top of the page. */
export function useCopy(): (text: string) => Promise<boolean> {
  const { message } = App.useApp()
  const t = useT()
  return useCallback(
    async (text) => {
      const done = await copyText(text)
      if (done) message.success(t('common.copied'))
      else message.error(t('common.copyRefused'))
      return done
    },
    [message, t],
  )
}
