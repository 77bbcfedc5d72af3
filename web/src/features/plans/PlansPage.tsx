import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { api } from '@/api/client'
import { keys } from '@/api/keys'
import { may, useUser } from '@/api/session'
import type { BillingPlan, Page } from '@/api/types'
import { EmptyState } from '@/components/EmptyState'
import { money } from '@/components/money'
import { planParts } from '@/features/billing/planParts'
import { Block, LoadState, Tag } from '@/features/settings/ui'
import { currentLocale, useT } from '@/i18n'
import { Codes } from './Codes'
import { PlanDialog } from './PlanDialog'
import styles from './Plans.module.css'

/** `/settings/plans`: what customers may subscribe to, and codes that top up. */
export function PlansPage() {
  const t = useT()
  const user = useUser()
  const manages = may(user, 'billing.manage')
  const [editing, setEditing] = useState<{ plan: BillingPlan | undefined }>()
  const query = useQuery({ queryKey: keys.adminPlans, queryFn: ({ signal }) => api.get<Page<BillingPlan>>('/api/admin/plans', undefined, signal) })
  return (
    <div data-testid="plans">
      <Block
        title={t('plans.title')}
        text={t('plans.text')}
        action={
          manages && (
            <Button type="primary" icon={<Plus size={16} strokeWidth={2} aria-hidden />} onClick={() => setEditing({ plan: undefined })} data-testid="plan-add">
              {t('plans.add')}
            </Button>
          )
        }
      >
        <LoadState query={query}>
          {({ items }) =>
            items.length ? (
              <ul className={styles.rows}>
                {items.map((plan) => (
                  <Row key={plan.id} plan={plan} onEdit={manages ? () => setEditing({ plan }) : undefined} />
                ))}
              </ul>
            ) : (
              <EmptyState title={t('plans.none')} text={t('plans.noneText')} />
            )
          }
        </LoadState>
      </Block>
      <Codes manages={manages} />
      {editing && <PlanDialog plan={editing.plan} onClose={() => setEditing(undefined)} />}
    </div>
  )
}

const tones = { offered: 'good', hidden: 'info', archived: 'quiet' } as const

function Row({ plan, onEdit }: { plan: BillingPlan; onEdit: (() => void) | undefined }) {
  const t = useT()
  const locale = currentLocale()
  const state = plan.state as keyof typeof tones
  return (
    <li className={styles.row} data-testid={`plan-${plan.name}`}>
      <span className={styles.what}>
        <strong>{plan.name}</strong>
        <span>{planParts(plan, locale, t).join(' · ') || plan.description}</span>
      </span>
      <Tag tone={tones[state]}>{t(`plans.states.${state}`)}</Tag>
      <span className={styles.figure}>{plan.fee_micros ? `${money(plan.fee_micros, plan.currency, locale)} ${t(`billing.every.${plan.every}`, { defaultValue: plan.every })}` : t('billing.freePlan')}</span>
      {onEdit && (
        <Button size="small" onClick={onEdit}>
          {t('prices.edit')}
        </Button>
      )}
    </li>
  )
}
