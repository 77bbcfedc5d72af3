import { Activity, Boxes, KeyRound, type LucideIcon, Route, Stethoscope, UserRound, Users } from 'lucide-react'
import type { ComponentType } from 'react'
import type { Permission } from '@/api/types'
import { loadTexts } from '@/i18n'

/** One page of the settings. A section exists exactly when it stands in the list below. */
export interface Section {
  /** `/settings/<id>` */
  id: 'profile' | 'keys' | 'models' | 'routing' | 'users' | 'incidents' | 'doctor'
  /** key of its name in the texts */
  label: 'common.profile' | 'settings.keys' | 'settings.models' | 'settings.routing' | 'settings.users' | 'settings.incidents' | 'settings.doctor'
  icon: LucideIcon
  /** what one must be allowed to see it; everybody sees it when absent */
  needs?: Permission
  load: () => Promise<{ default: ComponentType }>
}

/** A page with its words: both arrive before it is shown. */
async function withTexts(page: Promise<ComponentType>): Promise<{ default: ComponentType }> {
  const [component] = await Promise.all([page, loadTexts('settingsPages')])
  return { default: component }
}

export const sections: Section[] = [
  {
    id: 'profile',
    label: 'common.profile',
    icon: UserRound,
    load: () => withTexts(import('@/features/profile').then((m) => m.ProfilePage)),
  },
  {
    id: 'keys',
    label: 'settings.keys',
    icon: KeyRound,
    load: () => withTexts(import('@/features/keys').then((m) => m.KeysPage)),
  },
  {
    id: 'models',
    label: 'settings.models',
    icon: Boxes,
    needs: 'models.manage',
    load: () => withTexts(import('@/features/models').then((m) => m.ModelsPage)),
  },
  {
    id: 'routing',
    label: 'settings.routing',
    icon: Route,
    needs: 'models.manage',
    load: () => withTexts(import('@/features/routing').then((m) => m.RoutingPage)),
  },
  {
    id: 'users',
    label: 'settings.users',
    icon: Users,
    needs: 'users.read',
    load: () => withTexts(import('@/features/users').then((m) => m.UsersPage)),
  },
  {
    id: 'incidents',
    label: 'settings.incidents',
    icon: Activity,
    needs: 'incidents.read',
    load: () => withTexts(import('@/features/incidents').then((m) => m.IncidentsPage)),
  },
  {
    id: 'doctor',
    label: 'settings.doctor',
    icon: Stethoscope,
    needs: 'health.read',
    load: () => withTexts(import('@/features/doctor').then((m) => m.DoctorPage)),
  },
]
