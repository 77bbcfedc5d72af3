import { App } from 'antd'
import { useFace } from '@/api/session'
import type { Picture } from '@/api/types'
import { useT } from '@/i18n'
import { errorText } from './errors'

/** Makes a picture the one that its owner is shown by, and says so. */
export function useFaceOf(): (picture: Pick<Picture, 'id'>) => void {
  const t = useT()
  const { message } = App.useApp()
  const { mutate } = useFace()
  return (picture) =>
    mutate(picture.id, {
      onSuccess: () => void message.success(t('common.faceTaken')),
      onError: (error) => void message.error(errorText(error, t)),
    })
}
