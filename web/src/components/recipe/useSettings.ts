import { useNavigate } from 'react-router'
import { useModels } from '@/api/session'
import type { Recipe } from './recipe'

/** Fills the form of the painting studio with a recipe, and goes there. */
export function useSettings(): (recipe: Recipe) => Promise<void> {
  const navigate = useNavigate()
  const models = useModels().data
  return async (recipe) => {
    const { formOf, settingsInStudio } = await import('@/features/studio')
    settingsInStudio(formOf(recipe, models))
    await navigate('/paint')
  }
}
