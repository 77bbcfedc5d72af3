import { App, Button } from 'antd'
import { useNavigate } from 'react-router'
import { ApiError } from '@/api/client'
import { useT } from '@/i18n'
import { errorText, isSignedOut } from './errors'

const SECONDS = 6
const KEY = 'start-failed'

/** Says why a painting was not begun, and leads to where room is made if that is what lacks. */
export function useStartFailed(): (error: unknown) => void {
  const t = useT()
  const { message } = App.useApp()
  const navigate = useNavigate()
  return (error) => {
    if (isSignedOut(error)) return
    const words = t('pictures.startFailed', { reason: errorText(error, t) })
    const isFull = error instanceof ApiError && error.code === 'storage_full'
    const look = () => {
      message.destroy(KEY)
      void navigate('/gallery#storage')
    }
    const content = isFull ? (
      <>
        {words}{' '}
        <Button size="small" onClick={look} data-testid="make-room">
          {t('pictures.makeRoom')}
        </Button>
      </>
    ) : (
      words
    )
    void message.error({ key: KEY, content, duration: isFull ? 2 * SECONDS : SECONDS })
  }
}
