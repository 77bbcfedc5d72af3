import { useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { useCallback, useState } from 'react'
import { errorText } from '@/components/errors'
import { useT } from '@/i18n'

/** Does one thing at a time, says what went wrong, and loads what stands on the page anew. */
export function useDo(): { busy: boolean; run: (work: () => Promise<unknown>) => void } {
  const t = useT()
  const { message } = App.useApp()
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const run = useCallback(
    (work: () => Promise<unknown>) => {
      setBusy(true)
      work()
        .then(() => client.invalidateQueries({ queryKey: ['training'] }))
        .catch((error: unknown) => void message.error(errorText(error, t)))
        .finally(() => setBusy(false))
    },
    [client, message, t],
  )
  return { busy, run }
}
