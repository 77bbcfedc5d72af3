import { useEffect, useState } from 'react'

interface Props {
  runId: string
  index: number
  /** the number of the newest frame, as `progress` events tell it */
  seq: number
  className?: string | undefined
}

/** How a picture looks while it is being made. The frame before stays until the next one is there, so nothing flickers. */
export function Preview({ runId, index, seq, className }: Props) {
  const newest = `/api/runs/${runId}/previews/${index}?seq=${seq}`
  const [shown, setShown] = useState<string | null>(null)
  useEffect(() => {
    let current = true
    const frame = new Image()
    frame.onload = () => current && setShown(newest)
    frame.src = newest
    return () => {
      current = false
    }
  }, [newest])
  return shown === null ? null : <img className={className} src={shown} alt="" aria-hidden draggable={false} data-testid="preview" />
}
