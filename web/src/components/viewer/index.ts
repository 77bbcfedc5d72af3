import { lazy } from 'react'
import { loadTexts } from '@/i18n'

/** Loaded with its words when the first picture is opened; put it inside `<Suspense fallback={null}>`. */
export const PictureViewer = lazy(async () => {
  const [module] = await Promise.all([import('./PictureViewer'), loadTexts('viewer')])
  return { default: module.PictureViewer }
})
export type { PictureViewerProps } from './PictureViewer'
