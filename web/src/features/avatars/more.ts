import { lazy } from 'react'
import { loadTexts } from '@/i18n'

const words = () => Promise.all([loadTexts('avatarMore'), loadTexts('brands')])

/** Loaded with their words when they are opened; put them inside `<Suspense fallback={null}>`. */
export const TalkDrawer = lazy(async () => {
  const [module] = await Promise.all([import('./talking/TalkDrawer'), words()])
  return { default: module.TalkDrawer }
})
export const PackDrawer = lazy(async () => {
  const [module] = await Promise.all([import('./packs/PackDrawer'), words()])
  return { default: module.PackDrawer }
})
export const ModelDrawer = lazy(async () => {
  const [module] = await Promise.all([import('./model/ModelDrawer'), words()])
  return { default: module.ModelDrawer }
})
