import { lazy } from 'react'
import { loadTexts } from '@/i18n'

/** Loaded with its words when it is opened; put it inside `<Suspense fallback={null}>`. */
export const FinishDrawer = lazy(async () => {
  const [module] = await Promise.all([import('./FinishDrawer'), loadTexts('finishing'), loadTexts('brands')])
  return { default: module.FinishDrawer }
})
