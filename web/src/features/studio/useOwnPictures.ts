import { App } from 'antd'
import { useCallback, useEffect, useRef, useState } from 'react'
import { uploadPicture } from '@/api/upload'
import type { Picture } from '@/api/types'
import { errorText } from '@/components/errors'
import { useT } from '@/i18n'
import { checkFile } from './model/files'

/** Takes files in, one after another; each that is no picture is refused with a sentence before anything decodes it. */
export function useOwnPictures(onPicture: (picture: Picture) => void): { add: (files: File[]) => Promise<void>; busy: boolean } {
  const t = useT()
  const { message } = App.useApp()
  const [busy, setBusy] = useState(false)
  const take = useRef(onPicture)
  useEffect(() => {
    take.current = onPicture
  })
  const add = useCallback(
    async (files: File[]) => {
      for (const file of files) {
        const refusal = await checkFile(file).catch(() => 'type' as const)
        if (refusal) {
          void message.error(t(`studio.refused.${refusal}`, { name: file.name }), 6)
          continue
        }
        setBusy(true)
        try {
          take.current(await uploadPicture(file, () => undefined, new AbortController().signal))
        } catch (error) {
          void message.error(t('studio.notUploaded', { name: file.name, reason: errorText(error, t) }), 6)
        } finally {
          setBusy(false)
        }
      }
    },
    [message, t],
  )
  return { add, busy }
}
