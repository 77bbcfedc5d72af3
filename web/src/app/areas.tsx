import { Brush, Images, MessageCircle, Settings, SmilePlus } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { RouteObject } from 'react-router'
import type { Permission } from '@/api/types'
import { sections } from '@/features/settings/sections'
import { loadTexts } from '@/i18n'

/** What an area of the product gives to the frame. A rail entry exists exactly when its area does. */
export interface Area {
  id: string
  /** where the rail leads */
  path: string
  /** its entry is lit while the address fits */
  isAt: (pathname: string) => boolean
  label: 'common.chat' | 'common.paint' | 'common.avatars' | 'common.gallery' | 'common.settings'
  icon: LucideIcon
  /** what one must be allowed to see it; everybody sees it when absent */
  needs?: Permission
  /** children of the frame; each is loaded when it is first opened */
  routes: RouteObject[]
}

const chat: Area = {
  id: 'chat',
  path: '/',
  isAt: (pathname) => pathname === '/' || pathname.startsWith('/c/'),
  label: 'common.chat',
  icon: MessageCircle,
  // One element for both, so that the page stays as it is when a conversation gets its address.
  routes: [
    {
      lazy: async () => ({ Component: (await import('@/features/chat')).ChatPage }),
      children: [
        { index: true, element: null },
        { path: 'c/:conversationId', element: null },
      ],
    },
  ],
}

const paint: Area = {
  id: 'paint',
  path: '/paint',
  isAt: (pathname) => pathname.startsWith('/paint'),
  label: 'common.paint',
  icon: Brush,
  routes: [
    {
      path: 'paint',
      lazy: async () => {
        const [{ StudioPage }] = await Promise.all([import('@/features/studio'), loadTexts('studio'), loadTexts('brands')])
        return { Component: StudioPage }
      },
    },
  ],
}

const avatars: Area = {
  id: 'avatars',
  path: '/avatars',
  isAt: (pathname) => pathname.startsWith('/avatars') || pathname.startsWith('/styles'),
  label: 'common.avatars',
  icon: SmilePlus,
  routes: [
    {
      path: 'avatars/:avatarId?',
      lazy: async () => {
        const [{ AvatarsPage }] = await Promise.all([import('@/features/avatars'), loadTexts('avatars'), loadTexts('brands')])
        return { Component: AvatarsPage }
      },
    },
    {
      path: 'styles',
      lazy: async () => {
        const [{ StylesPage }] = await Promise.all([import('@/features/training'), loadTexts('training'), loadTexts('settingsPages')])
        return { Component: StylesPage }
      },
    },
  ],
}

const gallery: Area = {
  id: 'gallery',
  path: '/gallery',
  isAt: (pathname) => pathname.startsWith('/gallery'),
  label: 'common.gallery',
  icon: Images,
  routes: [
    {
      path: 'gallery/:pictureId?',
      lazy: async () => {
        const [{ GalleryPage }] = await Promise.all([import('@/features/gallery'), loadTexts('gallery')])
        return { Component: GalleryPage }
      },
    },
  ],
}

const settings: Area = {
  id: 'settings',
  path: '/settings',
  isAt: (pathname) => pathname.startsWith('/settings'),
  label: 'common.settings',
  icon: Settings,
  routes: [
    {
      path: 'settings',
      lazy: async () => ({ Component: (await import('@/features/settings')).SettingsPage }),
      children: sections.map((section) => ({
        path: `${section.id}/*`,
        lazy: async () => ({ Component: (await section.load()).default }),
      })),
    },
  ],
}

/** In the order of the rail. A new area adds itself here and nowhere else. */
export const areas: Area[] = [chat, paint, avatars, gallery, ...(sections.length ? [settings] : [])]
