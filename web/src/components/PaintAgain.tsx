import { Button } from 'antd'
import { RefreshCw } from 'lucide-react'
import { useState } from 'react'
import { paintAgain } from '@/api/runs'
import { useT } from '@/i18n'
import { useStartFailed } from './useStartFailed'

interface Props {
  runId: string
  onBegun?: (runId: string) => void
  /** only the picture of the button, where there is little room */
  small?: boolean
}

/** Paints what is missing of a painting once more, in its place. */
export function PaintAgain({ runId, onBegun, small = false }: Props) {
  const t = useT()
  const failed = useStartFailed()
  const [busy, setBusy] = useState(false)
  const again = () => {
    if (busy) return
    setBusy(true)
    paintAgain(runId)
      .then((begun) => onBegun?.(begun))
      .catch(failed)
      .finally(() => setBusy(false))
  }
  return (
    <Button size="small" loading={busy} icon={<RefreshCw size={14} strokeWidth={1.75} aria-hidden />} onClick={again} aria-label={small ? t('pictures.again') : undefined} title={small ? t('pictures.again') : undefined} data-testid="paint-again">
      {small ? null : t('pictures.again')}
    </Button>
  )
}
