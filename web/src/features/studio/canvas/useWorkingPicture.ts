import { useEffect, useState } from 'react'
import type { Picture } from '@/api/types'

/** The picture as the canvas shows it: the file itself, or its view of 1024 px where memory is short. */
export function useWorkingPicture(picture: Picture | null, scale: number): { image: HTMLImageElement | null; failed: boolean } {
  const url = picture ? (scale < 1 ? picture.urls.view : picture.urls.original) : null
  const [loaded, setLoaded] = useState<{ url: string; image: HTMLImageElement | null } | null>(null)
  useEffect(() => {
    if (!url) return
    let isWanted = true
    const image = new Image()
    image.decoding = 'async'
    image.onload = () => isWanted && setLoaded({ url, image })
    image.onerror = () => isWanted && setLoaded({ url, image: null })
    image.src = url
    return () => {
      isWanted = false
    }
  }, [url])
  const current = loaded?.url === url ? loaded : null
  return { image: current?.image ?? null, failed: current !== null && current.image === null }
}
