import i18next, { type TFunction } from 'i18next'
import { initReactI18next, useTranslation } from 'react-i18next'
import type { Locale } from '@/api/types'
import type en from './en'
import type enBrands from './en/brands'
import type enFinishing from './en/finishing'
import type enAvatarMore from './en/avatarMore'
import type enAvatars from './en/avatars'
import type enGallery from './en/gallery'
import type enSettingsPages from './en/settingsPages'
import type enStudio from './en/studio'
import type enTraining from './en/training'
import type enViewer from './en/viewer'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: typeof en & typeof enAvatarMore & typeof enAvatars & typeof enBrands & typeof enFinishing & typeof enGallery & typeof enSettingsPages & typeof enStudio & typeof enTraining & typeof enViewer }
  }
}

const KEY = 'huahua.locale'
const loaders: Record<Locale, () => Promise<{ default: object }>> = {
  en: () => import('./en'),
  'zh-CN': () => import('./zh-CN'),
}

/** Words of areas that are loaded with their pages, so that the first page does not carry them. */
const areaLoaders = {
  avatarMore: { en: () => import('./en/avatarMore'), 'zh-CN': () => import('./zh-CN/avatarMore') },
  avatars: { en: () => import('./en/avatars'), 'zh-CN': () => import('./zh-CN/avatars') },
  brands: { en: () => import('./en/brands'), 'zh-CN': () => import('./zh-CN/brands') },
  finishing: { en: () => import('./en/finishing'), 'zh-CN': () => import('./zh-CN/finishing') },
  gallery: { en: () => import('./en/gallery'), 'zh-CN': () => import('./zh-CN/gallery') },
  settingsPages: { en: () => import('./en/settingsPages'), 'zh-CN': () => import('./zh-CN/settingsPages') },
  studio: { en: () => import('./en/studio'), 'zh-CN': () => import('./zh-CN/studio') },
  training: { en: () => import('./en/training'), 'zh-CN': () => import('./zh-CN/training') },
  viewer: { en: () => import('./en/viewer'), 'zh-CN': () => import('./zh-CN/viewer') },
} satisfies Record<string, Record<Locale, () => Promise<{ default: object }>>>
type TextArea = keyof typeof areaLoaders
const openAreas = new Set<TextArea>()

export const locales: { id: Locale; name: string }[] = [
  { id: 'zh-CN', name: '中文' },
  { id: 'en', name: 'English' },
]

function preferred(): Locale {
  const stored = localStorage.getItem(KEY)
  if (stored === 'en' || stored === 'zh-CN') return stored
  return navigator.languages.some((tag) => tag.toLowerCase().startsWith('zh')) ? 'zh-CN' : 'en'
}

/** The language that is asked for; it is shown once its words are here. */
let wanted: Locale = preferred()
let start: () => void
const started = new Promise<void>((resolve) => (start = resolve))
const arriving = new Map<string, Promise<void>>()

/** Adds words once, whoever asks for them and however often; a failed attempt can be repeated. */
function add(key: string, locale: Locale, words: () => Promise<{ default: object }>): Promise<void> {
  const known = arriving.get(`${key} ${locale}`)
  if (known) return known
  const adding = words().then(
    (module) => void i18next.addResourceBundle(locale, 'translation', module.default, true, true),
    (error: unknown) => {
      arriving.delete(`${key} ${locale}`)
      throw error
    },
  )
  arriving.set(`${key} ${locale}`, adding)
  return adding
}

const addArea = (area: TextArea, locale: Locale) => add(area, locale, areaLoaders[area][locale])

async function load(locale: Locale): Promise<void> {
  await Promise.all([add('base', locale, loaders[locale]), ...[...openAreas].map((area) => addArea(area, locale))])
}

/** Loads the words of an area in the reader's language; await it before the area's page is shown. */
export async function loadTexts(area: TextArea): Promise<void> {
  // The router may ask before the language is known: it loads the first page while this starts.
  openAreas.add(area)
  await started
  await Promise.all([...new Set([wanted, currentLocale()])].map((locale) => addArea(area, locale)))
}

/** Loads the reader's language and starts i18next; call once, before the first render. */
export async function startI18n(): Promise<void> {
  const lng = wanted
  await i18next.use(initReactI18next).init({
    lng,
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  await load(lng)
  document.documentElement.lang = lng
  await i18next.changeLanguage(lng)
  start()
}

/** Changes the language of the page as soon as its words are here, and remembers it in this browser. */
export async function chooseLocale(locale: Locale): Promise<void> {
  localStorage.setItem(KEY, locale)
  wanted = locale
  await load(locale)
  // Somebody may have chosen again in the meantime.
  if (wanted !== locale) return
  document.documentElement.lang = locale
  await i18next.changeLanguage(locale)
}

export const currentLocale = (): Locale => (i18next.language === 'zh-CN' ? 'zh-CN' : 'en')

export function useT(): TFunction {
  return useTranslation().t
}
