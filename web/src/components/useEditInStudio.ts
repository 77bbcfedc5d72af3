import { useNavigate } from 'react-router'
import type { Picture } from '@/api/types'

/** Opens a picture on the canvas of the painting studio, which is loaded only when one goes there. */
export function useEditInStudio(): (picture: Picture) => Promise<void> {
  const navigate = useNavigate()
  return async (picture) => {
    const { editInStudio } = await import('@/features/studio')
    editInStudio(picture)
    await navigate('/paint')
  }
}
