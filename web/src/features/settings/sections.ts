import {
  Activity,
  Boxes,
  ChartColumn,
  KeyRound,
  Lock,
  LogIn,
  Landmark,
  Layers,
  MessageCircleMore,
  Receipt,
  Route,
  Ruler,
  ScrollText,
  Stamp,
  Stethoscope,
  Tag,
  TrendingUp,
  UserRound,
  Users,
  UsersRound,
  VenetianMask,
  Wallet,
  type LucideIcon,
} from 'lucide-react'
import type { ComponentType } from 'react'
import type { Permission } from '@/api/types'
import { loadTexts } from '@/i18n'
import type en from '@/i18n/en/settings'

/** Sections under one heading, in the order of the list. */
export const groups = ['own', 'models', 'people', 'money', 'operation'] as const
export type SectionId = keyof (typeof en)['names']

/** One page of the settings. A section exists exactly when it stands in the list below; it is named in `settings.names`. */
export interface Section {
  /** `/settings/<id>` */
  id: SectionId
  group: (typeof groups)[number]
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
    group: 'own',
    icon: UserRound,
    load: () => withTexts(import('@/features/profile').then((m) => m.ProfilePage)),
  },
  {
    id: 'keys',
    group: 'own',
    icon: KeyRound,
    load: () => withTexts(import('@/features/keys').then((m) => m.KeysPage)),
  },
  {
    id: 'widgets',
    group: 'own',
    icon: MessageCircleMore,
    load: () => withTexts(import('@/features/widgets').then((m) => m.WidgetsPage)),
  },
  {
    id: 'teams',
    group: 'own',
    icon: UsersRound,
    load: () => withTexts(import('@/features/teams').then((m) => m.TeamsPage)),
  },
  {
    id: 'brands',
    group: 'own',
    icon: Stamp,
    load: () => withTexts(Promise.all([import('@/features/brands'), loadTexts('brands')]).then(([m]) => m.BrandsPage)),
  },
  {
    id: 'usage',
    group: 'own',
    icon: ChartColumn,
    load: () => withTexts(import('@/features/usage').then((m) => m.UsagePage)),
  },
  {
    id: 'lab',
    group: 'own',
    icon: Ruler,
    load: () => withTexts(import('@/features/lab').then((m) => m.LabPage)),
  },
  {
    id: 'billing',
    group: 'own',
    icon: Wallet,
    load: () => withTexts(import('@/features/billing').then((m) => m.BillingPage)),
  },
  {
    id: 'models',
    group: 'models',
    icon: Boxes,
    needs: 'models.manage',
    load: () => withTexts(import('@/features/models').then((m) => m.ModelsPage)),
  },
  {
    id: 'routing',
    group: 'models',
    icon: Route,
    needs: 'models.manage',
    load: () => withTexts(import('@/features/routing').then((m) => m.RoutingPage)),
  },
  {
    id: 'users',
    group: 'people',
    icon: Users,
    needs: 'users.read',
    load: () => withTexts(import('@/features/users').then((m) => m.UsersPage)),
  },
  {
    id: 'signin',
    group: 'people',
    icon: LogIn,
    needs: 'users.manage',
    load: () => withTexts(import('@/features/signin').then((m) => m.SignInSettings)),
  },
  {
    id: 'customers',
    group: 'money',
    icon: Landmark,
    needs: 'billing.read',
    load: () => withTexts(import('@/features/customers').then((m) => m.CustomersPage)),
  },
  {
    id: 'prices',
    group: 'money',
    icon: Tag,
    needs: 'billing.read',
    load: () => withTexts(import('@/features/prices').then((m) => m.PricesPage)),
  },
  {
    id: 'plans',
    group: 'money',
    icon: Layers,
    needs: 'billing.read',
    load: () => withTexts(import('@/features/plans').then((m) => m.PlansPage)),
  },
  {
    id: 'orders',
    group: 'money',
    icon: Receipt,
    needs: 'billing.read',
    load: () => withTexts(import('@/features/orders').then((m) => m.OrdersPage)),
  },
  {
    id: 'margins',
    group: 'money',
    icon: TrendingUp,
    needs: 'billing.read',
    load: () => withTexts(import('@/features/margins').then((m) => m.MarginsPage)),
  },
  {
    id: 'incidents',
    group: 'operation',
    icon: Activity,
    needs: 'incidents.read',
    load: () => withTexts(import('@/features/incidents').then((m) => m.IncidentsPage)),
  },
  {
    id: 'audit',
    group: 'operation',
    icon: ScrollText,
    needs: 'audit.read',
    load: () => withTexts(import('@/features/audit').then((m) => m.AuditPage)),
  },
  {
    id: 'privacy',
    group: 'operation',
    icon: VenetianMask,
    needs: 'rules.manage',
    load: () => withTexts(import('@/features/privacy').then((m) => m.PrivacyPage)),
  },
  {
    id: 'encryption',
    group: 'operation',
    icon: Lock,
    needs: 'secrets.manage',
    load: () => withTexts(import('@/features/encryption').then((m) => m.EncryptionPage)),
  },
  {
    id: 'doctor',
    group: 'operation',
    icon: Stethoscope,
    needs: 'health.read',
    load: () => withTexts(import('@/features/doctor').then((m) => m.DoctorPage)),
  },
]
