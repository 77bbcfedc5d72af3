import { App } from 'antd'
import { useCallback, useEffect, useRef, useState } from 'react'
import { uploadPicture } from '@/api/upload'
import { errorText } from '@/components/errors'
import { useT } from '@/i18n'
import { draftOf, useDrafts } from './drafts'

export const MAX_PICTURES = 8
const MAX_MEGABYTES = 20
const TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif']
export const ACCEPT = TYPES.join(',')

export interface Upload {
  id: number
  name: string
  /** an address of the file in this page, for the small picture */
  preview: string
  fraction: number
  controller: AbortController
}

let next = 0

/** Pictures on their way into a draft. */
export function useUploads(draftKey: string) {
  const t = useT()
  const { message } = App.useApp()
  const [uploads, setUploads] = useState<Upload[]>([])
  const current = useRef(uploads)
  useEffect(() => {
    current.current = uploads
  }, [uploads])
  useEffect(() => () => current.current.forEach((upload) => URL.revokeObjectURL(upload.preview)), [])

  const drop = useCallback((id: number) => {
    setUploads((all) => all.filter((upload) => upload.id !== id || (URL.revokeObjectURL(upload.preview), false)))
  }, [])

  const add = useCallback(
    (files: Iterable<File>) => {
      let room = MAX_PICTURES - draftOf(useDrafts.getState().drafts, draftKey).attachments.length - current.current.length
      for (const file of files) {
        const name = file.name || t('pictures.picture')
        if (!TYPES.includes(file.type)) {
          void message.warning(t('chat.notPicture', { name }))
          continue
        }
        if (file.size > MAX_MEGABYTES * 1024 * 1024) {
          void message.warning(t('chat.tooLarge', { name, size: MAX_MEGABYTES }))
          continue
        }
        if (room <= 0) {
          void message.warning(t('chat.tooManyPictures', { count: MAX_PICTURES }))
          break
        }
        room -= 1
        const upload: Upload = { id: ++next, name, preview: URL.createObjectURL(file), fraction: 0, controller: new AbortController() }
        setUploads((all) => [...all, upload])
        uploadPicture(
          file,
          (fraction) => setUploads((all) => all.map((other) => (other.id === upload.id ? { ...other, fraction } : other))),
          upload.controller.signal,
        )
          .then((picture) =>
            useDrafts.getState().change(draftKey, (draft) => ({ attachments: [...draft.attachments, picture] })),
          )
          .catch((error: unknown) => {
            if (!upload.controller.signal.aborted) void message.error(t('chat.uploadFailed', { name, reason: errorText(error, t) }))
          })
          .finally(() => drop(upload.id))
      }
    },
    [draftKey, drop, message, t],
  )

  const cancel = useCallback(
    (upload: Upload) => {
      upload.controller.abort()
      drop(upload.id)
    },
    [drop],
  )
  return { uploads, add, cancel }
}
