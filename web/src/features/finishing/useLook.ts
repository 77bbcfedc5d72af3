import { useEffect, useState } from 'react'
import { api } from '@/api/client'
import type { Picture } from '@/api/types'
import { type Draft, wishOf } from './steps'

const PAUSE_MS = 250
/** Looks are of the 1024 px view: larger ones would show nothing more in the drawer. */
const LOOK_SIDE = 512

export interface Look {
  url: string | null
  busy: boolean
  error: unknown
}

/** What would come of the draft, a moment after its last change; the look before stays until the new one is there. */
export function useLook(picture: Picture, draft: Draft): Look {
  const [look, setLook] = useState<Look>({ url: null, busy: false, error: null })
  useEffect(() => {
    let url: string | null = null
    let current = true
    const timer = window.setTimeout(() => {
      setLook((old) => ({ ...old, busy: true }))
      const wish = wishOf({ ...draft, side: Math.min(draft.side ?? LOOK_SIDE, LOOK_SIDE), format: 'webp' }, picture)
      api
        .blob('POST', `/api/pictures/${picture.id}/finish/file?size=view`, wish)
        .then((blob) => {
          if (!current) return
          url = URL.createObjectURL(blob)
          setLook({ url, busy: false, error: null })
        })
        .catch((error: unknown) => current && setLook((old) => ({ ...old, busy: false, error })))
    }, PAUSE_MS)
    return () => {
      current = false
      window.clearTimeout(timer)
      const shown = url
      if (shown) window.setTimeout(() => URL.revokeObjectURL(shown), 5_000)
    }
  }, [picture, draft])
  return look
}
